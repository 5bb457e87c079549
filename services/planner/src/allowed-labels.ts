/** Pure: of what a container's labels ask for, that which its engine may claim. */
import type { LabelSet, ServiceLabels } from '@berth/convention';
import { defaultTemplate, type EngineConfig } from '@berth/installation';
import { matches } from './allow.ts';
import type { Report } from './problems.ts';

/** What is refused is reported, and left out: a virtual server also when its template is, for another one might open what that one closes. */
export function allowedLabels({ prefix, labels, refused }: LabelSet, allow: EngineConfig['allow'], report: Report): ServiceLabels {
  const { monitor, virtual, template, ...others } = labels;
  const mayMonitor = !monitor?.startsWith('/') || matches(monitor, allow.monitors);
  if (!mayMonitor)
    report({
      subject: `${prefix}monitor`,
      what: `its engine may not use the monitor ${monitor}`,
      hint: 'allow it in allow.monitors of the engine, or use tcp, udp, http, https or none',
    });
  const mayTemplate = template === undefined || template === defaultTemplate || matches(template, allow.templates);
  if (!mayTemplate)
    report({
      subject: `${prefix}template`,
      what: `its engine may not use the template ${template}`,
      hint: 'allow it in allow.templates of the engine, or take the label off',
    });
  const forbidden = virtual?.filter((destination) => !matches(destination, allow.virtuals)) ?? [];
  if (forbidden.length > 0)
    report({
      subject: `${prefix}virtual`,
      what: `its engine may not have a virtual server at ${forbidden.join(', ')}`,
      hint: 'allow it in allow.virtuals of the engine, or take the label off',
    });
  if (template !== undefined && virtual === undefined && !refused.includes('virtual'))
    report({
      subject: `${prefix}template`,
      what: `names the template ${template}, but no virtual server`,
      hint: `say where it is to be with ${prefix}virtual, or take the label off`,
    });
  const allowed = mayTemplate && !refused.includes('template') ? virtual?.filter((destination) => !forbidden.includes(destination)) : [];
  return {
    ...others,
    ...(monitor !== undefined && mayMonitor && { monitor }),
    ...(allowed !== undefined && allowed.length > 0 && { virtual: allowed, ...(template !== undefined && { template }) }),
  };
}
