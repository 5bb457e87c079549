/** What a BIG-IP in trouble answers instead of handling a request. */

import type { Hit } from '../faults.ts';
import { type Answer, denied, html, json } from './answer.ts';
import type { Request } from './request.ts';

/** Undefined if the fault lets the request be handled. */
export function faultAnswer({ kind }: Hit, { path, sender }: Request, version: string): Answer | undefined {
  switch (kind) {
    case 'busy':
      return json(503, { code: 503, message: 'There is an active asynchronous task executing.', errorStack: [], apiError: 32964609 });
    case 'unregistered': {
      const text = `URI path ${path} not registered.  Please verify URI is supported and wait for /available suffix to be responsive.`;
      return denied(404, text, sender, version);
    }
    case 'restarting':
      return html(503, '503 Service Unavailable', 'Configuration Utility restarting...');
    case 'servlet-timeout': {
      const text = `HTTP ERROR 500 AsyncContext timeout. URI: ${path} STATUS: 500 SERVLET: com.f5.rest.app.RestServerServlet`;
      return html(500, 'Error 500 AsyncContext timeout', text);
    }
    case 'mcpd-lost':
      return json(500, { code: 500, message: 'The connection to mcpd has been lost, try again.', errorStack: [], apiError: 32768001 });
    case 'wrong-body':
      return { ...json(500, {}), body: '{"code":500,"message":"' };
    case 'reset-before':
    case 'reset-after':
    case 'hang':
    case 'delay':
    case 'slow-read':
      return undefined;
    default:
      return kind satisfies never;
  }
}
