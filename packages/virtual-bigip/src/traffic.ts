/** What the data plane sees of the configuration, and what the configuration asks of the data plane. */

/** A pool member as traffic sees it. */
export type TrafficMember = {
  /** Full name without the pool, e.g. `/berth/10.0.0.1:80`. */
  readonly name: string;
  /** Without route domain. */
  readonly address: string;
  readonly port: number;
  readonly session: 'user-enabled' | 'user-disabled';
  readonly state: 'user-up' | 'user-down';
  readonly ratio: number;
  /** Full path of its node, and the node's ratio. */
  readonly node: string;
  readonly nodeRatio: number;
  readonly priorityGroup: number;
  /** 0: no limit. */
  readonly connectionLimit: number;
  /** The member's own monitor expression, or `default` for the pool's. */
  readonly monitor: string;
};

/** An address that members have. */
export type TrafficNode = {
  readonly name: string;
  readonly address: string;
  /** A monitor expression; empty for none. */
  readonly monitor: string;
  readonly members: readonly { readonly pool: string; readonly name: string }[];
};

export type TrafficPool = {
  readonly name: string;
  readonly loadBalancingMode: string;
  /** A monitor expression such as `/Common/tcp and /Common/http` or `min 1 of { /Common/tcp /Common/http }`; empty for none. */
  readonly monitor: string;
  readonly minActiveMembers: number;
  /** How often another member is tried by itself when one takes no connection. */
  readonly reselectTries: number;
  /** Seconds in which a member that has become available comes to its whole share. */
  readonly slowRampTime: number;
  /** What becomes of a member's connections when its monitors say that it is down. */
  readonly serviceDownAction: 'none' | 'drop' | 'reselect' | 'reset';
  readonly members: ReadonlyMap<string, TrafficMember>;
};

export type TrafficVirtual = {
  readonly name: string;
  /** Without route domain; `any` for 0.0.0.0. */
  readonly address: string;
  /** 0: any. */
  readonly port: number;
  /** The clients that it is for; a prefix of 0 is everybody. */
  readonly source: { readonly network: string; readonly prefix: number };
  readonly ipProtocol: string;
  readonly enabled: 'enabled' | 'disabled';
  /** One that forwards has no listener: the kernel carries it. */
  readonly kind: 'balances' | 'forwards';
  readonly pool: string | undefined;
  /** Full paths of the rules in order. */
  readonly rules: readonly string[];
  /** What its HTTP profile says; without one, requests are not looked into. */
  readonly http: { readonly insertXForwardedFor: boolean } | undefined;
  /** What its DNS profile says; with one, it answers queries. */
  readonly dns:
    | {
        readonly enableGtm: 'yes' | 'no';
        /** Whether queries that ask for recursion are looked into. */
        readonly processRd: 'yes' | 'no';
        /** What a query gets that nothing answers. */
        readonly unhandledQueryAction: string;
      }
    | undefined;
  /** Whether connections to members are shared by requests of all clients. */
  readonly connectionReuse: 'none' | 'one-connect';
  readonly persistence: TrafficPersistence | undefined;
  readonly sourceAddressTranslation: 'none' | 'automap' | 'snat';
};

export type TrafficPersistence =
  | {
      readonly kind: 'cookie';
      /** Undefined: made of the pool's name. */
      readonly name: string | undefined;
      readonly send: 'always' | 'when-new';
      /** Such as `Secure`. */
      readonly attributes: readonly string[];
    }
  /** In seconds. */
  | { readonly kind: 'source-address'; readonly timeout: number };

export type TrafficMonitor = {
  readonly name: string;
  readonly type: 'http' | 'https' | 'tcp' | 'udp' | 'icmp' | 'gateway-icmp';
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly send: string;
  readonly recv: string;
  readonly recvDisable: string;
  /** `down`: a response that matches `recv` says that the member is down. */
  readonly matchMeans: 'up' | 'down';
  /** What is probed instead of the member's own address and port. */
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** Seconds between probes while up; 0: as `interval`. */
  readonly upInterval: number;
  /** Seconds from the first answer until up. */
  readonly timeUntilUp: number;
};

/** A live view: it always shows the committed configuration. Paths are full paths. */
export interface TrafficConfiguration {
  virtuals(): Iterable<TrafficVirtual>;
  virtual(path: string): TrafficVirtual | undefined;
  pools(): Iterable<TrafficPool>;
  pool(path: string): TrafficPool | undefined;
  nodes(): Iterable<TrafficNode>;
  node(path: string): TrafficNode | undefined;
  monitor(path: string): TrafficMonitor | undefined;
  /** Tcl source. */
  rule(path: string): string | undefined;
  /** Name → value, sorted by name. */
  dataGroup(path: string): { readonly type: 'string' | 'ip' | 'integer'; readonly records: ReadonlyMap<string, string> } | undefined;
  /** Calls `listener` after each commit with what changed; the returned function ends it. */
  onChange(listener: (change: TrafficChange) => void): () => void;
}

export type TrafficChange = {
  readonly kind: 'virtual' | 'pool' | 'node' | 'monitor' | 'rule' | 'data-group';
  readonly path: string;
  /** Of a data group that was there before and still is: the records that differ; without a value, those that went. */
  readonly records?: readonly { readonly name: string; readonly value: string | undefined }[];
};

export type MonitorState = 'unchecked' | 'checking' | 'up' | 'down';

type MemberTraffic = { readonly monitorState: MonitorState; readonly currentConnections: number; readonly totalConnections: number };
type VirtualTraffic = { readonly currentConnections: number; readonly totalConnections: number };

/** The wide IPs of a unit, as DNS listeners ask for them. */
export interface WideIps {
  /** What is answered to a question of class IN; undefined when it is no wide IP's, and goes on to what stands behind the listener. `name` is as asked. */
  answer(question: { readonly name: string; readonly type: string; readonly clientAddress: string }): WideIpAnswer | undefined;
}

export type WideIpAnswer =
  | {
      readonly kind: 'answer';
      /** The code of the response, 0 for noerror. */
      readonly rcode: number;
      /** Records as text: `name. ttl class type data`. */
      readonly answers: readonly string[];
      readonly authorities: readonly string[];
    }
  /** The name is there, with nothing of the type asked for: what stands behind the listener answers, or nobody has anything. */
  | { readonly kind: 'no-data' }
  | { readonly kind: 'drop' };

/** Carries traffic as a TrafficConfiguration says, until it is disposed. */
export interface DataPlane extends AsyncDisposable {
  /** What monitors and counters know of a member. */
  member(pool: string, member: string): MemberTraffic;
  /** What its own monitors know of a node. */
  node(path: string): MonitorState;
  virtual(path: string): VirtualTraffic;
  /** Waits until listeners match the virtuals configured when it was called; an error names each that could not listen. */
  settled(): Promise<void>;
}

/**
 * One error in a rule. TMOS says `Rule [/P/name] error: ` and then, for each error on a line of its own, `/P/name:<line>: <message>`,
 * where the message begins with `error: `. Line 0: the message refuses the source as a whole, and is all that TMOS says.
 */
export type RuleError = { readonly line: number; readonly message: string };

/** What a rule's source refers to by literal name, and what is wrong with it. Names are as written in the rule. */
export type RuleReport = {
  readonly errors: readonly RuleError[];
  readonly pools: readonly { readonly line: number; readonly name: string; readonly command: string }[];
  readonly dataGroups: readonly { readonly line: number; readonly name: string; readonly command: string }[];
};
