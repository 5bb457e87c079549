/** `ltm/monitor/http`. */

import { integer, literal, secret, text } from '../configuration/properties.ts';
import { dialogue, monitorType } from './monitor.ts';

export const monitorHttp = monitorType(
  'http',
  '*:*',
  {
    ...dialogue,
    ipDscp: integer(0, 0, 63),
    password: secret(),
    send: { ...literal(), initial: 'GET /\\r\\n' },
    username: text(),
  },
  [
    ['/Common/http', {}],
    ['/Common/http_head_f5', { defaultsFrom: '/Common/http', recv: 'Server\\:', send: 'HEAD / HTTP/1.0\\r\\n\\r\\n' }],
  ],
);
