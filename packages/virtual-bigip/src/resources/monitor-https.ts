/** `ltm/monitor/https`. */

import { integer, literal, secret, text } from '../configuration/properties.ts';
import { dialogue, monitorType } from './monitor.ts';

export const monitorHttps = monitorType(
  'https',
  '*:*',
  {
    ...dialogue,
    cipherlist: text(),
    compatibility: text(),
    ipDscp: integer(0, 0, 63),
    password: secret(),
    send: { ...literal(), initial: 'GET /\\r\\n' },
    sslProfile: { ...text(), since: '13.1' },
    username: text(),
  },
  [
    ['/Common/https', {}],
    ['/Common/https_443', { defaultsFrom: '/Common/https', destination: '*:443' }],
    ['/Common/https_head_f5', { defaultsFrom: '/Common/https', recv: 'Server\\:', send: 'HEAD / HTTP/1.0\\r\\n\\r\\n' }],
  ],
);
