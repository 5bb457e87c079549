/** Stream `berth-changes`: a typed message per container that appeared, changed or went. For people and programs; no part of the control path. */
import { z } from 'zod';
import { Container } from './engine.ts';
import { EngineName, SiteName } from './names.ts';
import { encodeToken } from './tokens.ts';
import { traceparent } from './trace.ts';

/** Subject `berth.container.<engine>.<container id>`. */
export const ContainerChange = z.discriminatedUnion('change', [
  z.object({
    v: z.literal(1),
    traceparent,
    change: z.literal('appeared'),
    engine: EngineName,
    site: SiteName,
    at: z.number(),
    after: Container,
  }),
  z.object({
    v: z.literal(1),
    traceparent,
    change: z.literal('changed'),
    engine: EngineName,
    site: SiteName,
    at: z.number(),
    before: Container,
    after: Container,
  }),
  z.object({
    v: z.literal(1),
    traceparent,
    change: z.literal('went'),
    engine: EngineName,
    site: SiteName,
    at: z.number(),
    before: Container,
  }),
]);
export type ContainerChange = z.infer<typeof ContainerChange>;

/** `at` is the engine's own time of the event behind the change, ms since 1970, or of the look when no event told it. */
export function containerChangeSubject(engine: string, container: string): string {
  return `berth.container.${encodeToken(engine)}.${encodeToken(container)}`;
}

/** Whether it is told under its own engine: that is all that its sender may be allowed. */
export function isOfEngine(subject: string, { engine }: ContainerChange): boolean {
  return subject.startsWith(`berth.container.${encodeToken(engine)}.`);
}
