/** Pure: what one message or document tells, typed, for people and programs that follow along. */
import type { Audit, ContainerState, Origin, Problem, Status, StatusException } from '@berth/messages';
import type { WideIpReport } from './wide-ip-report.ts';

/** created: it has not been started yet. */
export type ToldState = ContainerState | 'created';

/** All times are ms since 1970. */
export type Happening =
  | {
      readonly kind: 'container';
      /** The engine's own time of the event behind it. */
      readonly at: number;
      /** Id of its trace. */
      readonly trace: string | undefined;
      readonly change: 'appeared' | 'changed' | 'went';
      readonly origin: Origin;
      readonly before: ToldState | undefined;
      readonly after: ToldState | undefined;
    }
  | {
      readonly kind: 'planned';
      readonly bigip: string;
      readonly service: string;
      readonly state: 'serving' | 'empty' | 'gone';
      readonly offered: number;
      readonly members: number;
    }
  | {
      /** Its names in DNS. */
      readonly kind: 'named';
      readonly bigip: string;
      readonly service: string;
      readonly state: 'serving' | 'empty' | 'gone';
      readonly names: number;
      /** Those that have an answer. */
      readonly answered: number;
    }
  /** To which sites its wide IPs lead. */
  | ({ readonly kind: 'led' } & WideIpReport)
  | ({
      readonly kind: 'written';
      /** When the BIG-IP's answer came. */
      readonly at: number;
      /** Id of the trace that the request is part of. */
      readonly trace: string | undefined;
      readonly bigip: string;
      /** How long the BIG-IP took for the request, ms. */
      readonly took: number;
      readonly outcome: Audit['outcome'];
      /** From the container's event to the BIG-IP's answer, ms, by the clocks of engine and applier; undefined where no event was heard of. */
      readonly latency: number | undefined;
    } & Audit['changes'][number])
  | {
      readonly kind: 'bigip';
      readonly bigip: string;
      /** Whose state it is, by the kind of what it keeps there, such as `dns`. */
      readonly applier: string;
      /** The unit that it is about alone, where each is written to. */
      readonly unit: string | undefined;
      readonly state: Status['state'];
    }
  | {
      readonly kind: 'exception';
      readonly change: 'opened' | 'solved';
      readonly bigip: string;
      /** The unit that it is on alone, where each is written to. */
      readonly unit: string | undefined;
      readonly exception: StatusException;
    }
  | { readonly kind: 'problem'; readonly change: 'opened' | 'solved'; readonly problem: Problem }
  /** A message that this version can't read. */
  | { readonly kind: 'unreadable'; readonly subject: string; readonly reason: string };
