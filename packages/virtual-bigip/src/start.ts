/** A virtual BIG-IP: iControl REST over a configuration that carries real traffic. */

import { join } from 'node:path';
import { putBuiltIn } from './built-in.ts';
import { type Certificate, certificateFor, fingerprintOf } from './certificate.ts';
import { commands } from './commands/all.ts';
import { Files } from './configuration/files.ts';
import { type Device, type Json, type JsonObject, withSubcollections } from './configuration/resource.ts';
import { Store } from './configuration/store.ts';
import { Switches } from './configuration/switches.ts';
import { startDataPlane } from './data-plane/index.ts';
import { type FaultInput, Faults } from './faults.ts';
import { readouts } from './readouts/all.ts';
import { RequestLog } from './request-log.ts';
import { resources } from './resources/all.ts';
import { HOSTNAME } from './resources/device.ts';
import { putAdministrator } from './resources/user.ts';
import { Authentication } from './rest/authentication.ts';
import { Configuration } from './rest/configuration.ts';
import { control } from './rest/controls.ts';
import { handle, type Rest } from './rest/handle.ts';
import { startServer } from './rest/server.ts';
import { Transactions } from './rest/transactions.ts';
import { RunningJournal } from './state/running-journal.ts';
import { objectsOf, SavedConfiguration } from './state/saved-configuration.ts';
import type { DataPlane } from './traffic.ts';
import { TrafficView } from './traffic-view.ts';

export type VirtualBigIpOptions = {
  /** TMOS version, `17.1.2` if not given. */
  readonly version?: string;
  /** `admin` if not given. */
  readonly user?: string;
  /** `admin` if not given. */
  readonly password?: string;
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where the certificate and what was saved are kept; in memory if not given. */
  readonly state?: string;
  /** `running`: every committed change survives, saved or not. Needs `state`. */
  readonly keep?: 'saved' | 'running';
  /** PEM of a certificate of your own. */
  readonly certificate?: Certificate;
  /** Members and probes: `routed`, the default, never uses the default route, so that a made-up address stays in the machine; `anywhere` does. */
  readonly reach?: 'routed' | 'anywhere';
  readonly switches?: Partial<Switches>;
  readonly now?: () => number;
  readonly log?: (line: string) => void;
};

/** The configuration as plain data: resource → key → what was set. Generations and times are left out. */
export type Snapshot = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

const VOLATILE = new Set(['creationTime', 'lastModifiedTime', 'vsIndex']);

/** Stands in until traffic is carried: nothing is known of any member. */
const NO_TRAFFIC: DataPlane = {
  member: () => ({ monitorState: 'checking', currentConnections: 0, totalConnections: 0 }),
  node: () => 'checking',
  virtual: () => ({ currentConnections: 0, totalConnections: 0 }),
  settled: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

export class VirtualBigIp implements AsyncDisposable {
  readonly url: string;
  /** The authority that signed the unit's certificate, PEM. */
  readonly ca: string;
  /** SHA-256 of the unit's certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  readonly user: string;
  readonly password: string;
  readonly version: string;
  /** What was asked so far. */
  readonly requests: RequestLog;
  readonly #store: Store;
  readonly #faults: Faults;
  readonly #authentication: Authentication;
  readonly #dataPlane: DataPlane;
  readonly #ended: AsyncDisposableStack;

  private constructor(parts: Pick<VirtualBigIp, 'url' | 'ca' | 'fingerprint' | 'user' | 'password' | 'version' | 'requests'> & Internals) {
    this.url = parts.url;
    this.ca = parts.ca;
    this.fingerprint = parts.fingerprint;
    this.user = parts.user;
    this.password = parts.password;
    this.version = parts.version;
    this.requests = parts.requests;
    this.#store = parts.store;
    this.#faults = parts.faults;
    this.#authentication = parts.authentication;
    this.#dataPlane = parts.dataPlane;
    this.#ended = parts.ended;
  }

  /** Starts a unit; it answers when this resolves. */
  static async start(options: VirtualBigIpOptions = {}): Promise<VirtualBigIp> {
    const {
      version = '17.1.2',
      user = 'admin',
      password = 'admin',
      host = '127.0.0.1',
      port = 0,
      state,
      keep = 'saved',
      reach = 'routed',
      now = Date.now,
      log = () => {},
    } = options;
    await using starting = new AsyncDisposableStack();
    const certificate =
      options.certificate ?? (await certificateFor([...new Set([host, '127.0.0.1', '::1', 'localhost', HOSTNAME])], state));
    const store = new Store(resources.flatMap(withSubcollections));
    let dataPlane = NO_TRAFFIC;
    const device: Device = {
      version,
      store,
      switches: Switches.parse(options.switches ?? {}),
      now,
      traffic: () => dataPlane,
      files: new Files(),
      administrator: { user, password },
    };
    const saved = bringUp(device, state, keep);
    dataPlane = starting.use(await startDataPlane(new TrafficView(device), { log, checking: device.switches.checkingMembers, reach, now }));
    const requests = new RequestLog();
    const faults = new Faults();
    const authentication = new Authentication(device);
    const others = [...readouts, ...commands].map(({ path }) => path);
    const configuration = new Configuration(device, resources, others);
    const saving = {
      save: (partitions: readonly string[] | undefined) => saved.save(store, partitions),
      load: () => saved.load(store, () => putBuiltIn(device, resources)),
    };
    const rest: Rest = {
      device,
      commands,
      readouts,
      authentication,
      configuration,
      transactions: new Transactions(device, configuration),
      saving,
      controls: (request: Parameters<typeof control>[1], segments: readonly string[]) =>
        control({ requests, faults, snapshot: () => snapshotOf(store) }, request, segments),
    };
    const server = starting.use(
      await startServer({ host, port, certificate, faults, requests, version, now, log, handle: (request) => handle(rest, request) }),
    );
    const url = `https://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
    const fingerprint = fingerprintOf(certificate.certificate);
    return new VirtualBigIp({
      url,
      ca: certificate.ca,
      fingerprint,
      user,
      password,
      version,
      requests,
      store,
      faults,
      authentication,
      dataPlane,
      ended: starting.move(),
    });
  }

  /** All that is configured, to be compared. */
  snapshot(): Snapshot {
    return snapshotOf(this.#store);
  }

  /** Waits until virtual servers listen as configured. */
  async settled(): Promise<void> {
    await this.#dataPlane.settled();
  }

  /** Begins a fault, which ends when the result is disposed, or by itself. */
  fault(fault: FaultInput): Disposable {
    const number = this.#faults.begin(fault);
    return { [Symbol.dispose]: () => this.#faults.end(number) };
  }

  /** Ends every token now, as time would. */
  expireTokens(): void {
    this.#authentication.expireAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ended.disposeAsync();
  }
}

type Internals = {
  readonly store: Store;
  readonly faults: Faults;
  readonly authentication: Authentication;
  readonly dataPlane: DataPlane;
  readonly ended: AsyncDisposableStack;
};

/** Loads what a unit starts with. */
function bringUp(device: Device, state: string | undefined, keep: 'saved' | 'running'): SavedConfiguration {
  const { store } = device;
  const saved = new SavedConfiguration(state === undefined ? undefined : join(state, 'saved.json'));
  if (keep === 'running' && state === undefined) throw new Error('keep: running needs a state directory');
  const journal = keep === 'running' && state !== undefined ? new RunningJournal(join(state, 'running.jsonl')) : undefined;
  putBuiltIn(device, resources);
  if (journal?.exists === true) journal.replay(store);
  else if (!saved.isEmpty) saved.load(store, () => putBuiltIn(device, resources));
  store.change(() => putAdministrator(device));
  journal?.follow(store);
  return saved;
}

function snapshotOf(store: Store): Snapshot {
  const snapshot: Record<string, Record<string, JsonObject>> = {};
  for (const { resource, key, properties } of objectsOf(store)) {
    const table = snapshot[resource] ?? {};
    snapshot[resource] = table;
    const kept = Object.entries(properties).filter(([name]) => !VOLATILE.has(name));
    table[key] = Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1))) as Record<string, Json>;
  }
  return snapshot;
}
