/** A virtual BIG-IP: iControl REST over a configuration that carries real traffic. */

import { hostname } from 'node:os';
import { putBuiltIn } from './built-in.ts';
import { type Certificate, certificateFor, fingerprintOf } from './certificate.ts';
import { ChangeLog } from './change-log.ts';
import { commands } from './commands/all.ts';
import { Files } from './configuration/files.ts';
import { type Device, withSubcollections } from './configuration/resource.ts';
import { Store } from './configuration/store.ts';
import { Switches } from './configuration/switches.ts';
import { startDataPlane } from './data-plane/index.ts';
import { type FaultInput, Faults } from './faults.ts';
import { Forwarder, type ForwardOptions } from './forwarding/forwarder.ts';
import type { DeviceGroup } from './group/device-group.ts';
import { Alone } from './group/membership.ts';
import { readouts } from './readouts/all.ts';
import { RequestLog } from './request-log.ts';
import { resources } from './resources/all.ts';
import { HOSTNAME } from './resources/device.ts';
import { Access } from './rest/access.ts';
import { Authentication } from './rest/authentication.ts';
import { Configuration } from './rest/configuration.ts';
import { control, type Edit } from './rest/controls.ts';
import { handle, type Rest } from './rest/handle.ts';
import { segmentsOf } from './rest/request.ts';
import { startServer } from './rest/server.ts';
import { Transactions } from './rest/transactions.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';
import { bringUp } from './state/bring-up.ts';
import type { SavedConfiguration } from './state/saved-configuration.ts';
import type { DataPlane } from './traffic.ts';
import { TrafficView } from './traffic-view.ts';
import { GtmWideIps } from './wide-ips/gtm-wide-ips.ts';

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
  /** Members and probes: `routed` never uses the default route, so that a made-up address stays in the machine; `anywhere`, the default of a unit that forwards, does. */
  readonly reach?: 'routed' | 'anywhere';
  /** Forward for others, as routes and forwarding virtual servers say: only as root, in a network namespace of its own. */
  readonly forward?: ForwardOptions;
  readonly switches?: Partial<Switches>;
  readonly now?: () => number;
  readonly log?: (line: string) => void;
};

/** The place in a device group that a unit takes. */
export type GroupPlace = {
  readonly group: DeviceGroup;
  readonly hostname: string;
  /** What is kept over a restart where there is no state directory. */
  readonly saved: SavedConfiguration | undefined;
};

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
  /** What changed so far, and who did it. */
  readonly changes: ChangeLog;
  readonly #store: Store;
  readonly #edit: (edit: Edit) => void;
  readonly #faults: Faults;
  readonly #authentication: Authentication;
  readonly #dataPlane: DataPlane;
  readonly #forwarder: Forwarder | undefined;
  readonly #ended: AsyncDisposableStack;

  private constructor(
    parts: Pick<VirtualBigIp, 'url' | 'ca' | 'fingerprint' | 'user' | 'password' | 'version' | 'requests' | 'changes'> & Internals,
  ) {
    this.url = parts.url;
    this.ca = parts.ca;
    this.fingerprint = parts.fingerprint;
    this.user = parts.user;
    this.password = parts.password;
    this.version = parts.version;
    this.requests = parts.requests;
    this.changes = parts.changes;
    this.#edit = parts.edit;
    this.#store = parts.store;
    this.#faults = parts.faults;
    this.#authentication = parts.authentication;
    this.#dataPlane = parts.dataPlane;
    this.#forwarder = parts.forwarder;
    this.#ended = parts.ended;
  }

  /** Starts a unit; it answers when this resolves. */
  static async start(options: VirtualBigIpOptions = {}, place?: GroupPlace): Promise<VirtualBigIp> {
    const {
      version = '17.1.2',
      user = 'admin',
      password = 'admin',
      host = '127.0.0.1',
      port = 0,
      state,
      keep = 'saved',
      forward,
      reach = forward === undefined ? 'routed' : 'anywhere',
      now = Date.now,
      log = () => {},
    } = options;
    await using starting = new AsyncDisposableStack();
    const name = place?.hostname ?? HOSTNAME;
    const certificate =
      options.certificate ?? (await certificateFor([...new Set([host, '127.0.0.1', '::1', 'localhost', hostname(), name])], state));
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
      membership: place?.group.membership(name) ?? new Alone(name),
    };
    const saved = bringUp(device, { state, keep, memory: place?.saved });
    const checking = device.switches.checkingMembers;
    dataPlane = starting.use(await startDataPlane(new TrafficView(device), { log, checking, reach, now, wideIps: new GtmWideIps(device) }));
    const forwarder = forward === undefined ? undefined : starting.use(await Forwarder.start(device, forward, log));
    const requests = new RequestLog();
    const faults = new Faults();
    const authentication = new Authentication(device);
    const others = [...readouts, ...commands].map(({ path }) => path);
    const configuration = new Configuration(device, resources, others);
    const saving = {
      save: (partitions: readonly string[] | undefined) => {
        saved.save(store, partitions);
        place?.group.saved(name);
      },
      load: () => saved.load(store, () => putBuiltIn(device, resources)),
    };
    const changes = new ChangeLog(store, now);
    if (place !== undefined) starting.use(place.group.join({ device, changes, save: () => saving.save(undefined) }));
    const edit = ({ method, path, body }: Edit) => {
      const cause = { by: 'hand', user: 'root', method, path: `/mgmt/tm/${path}`, transaction: undefined } as const;
      const [segments = '', query = ''] = path.split('?');
      const operation = { method, segments: segmentsOf(segments), query, body, access: new Access(device, user) };
      changes.during(cause, () => configuration.write(operation));
    };
    const controls = { requests, changes, faults, edit, snapshot: () => snapshotOf(store), expireTokens: () => authentication.expireAll() };
    const rest: Rest = {
      device,
      commands,
      readouts,
      authentication,
      configuration,
      transactions: new Transactions(device, configuration, changes),
      saving,
      changes,
      controls: (request, segments) => control(controls, request, segments),
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
      changes,
      edit,
      store,
      faults,
      authentication,
      dataPlane,
      forwarder,
      ended: starting.move(),
    });
  }

  /** All that is configured, to be compared. */
  snapshot(): Snapshot {
    return snapshotOf(this.#store);
  }

  /** Waits until virtual servers listen, and the kernel forwards, as configured. */
  async settled(): Promise<void> {
    await this.#forwarder?.settled();
    await this.#dataPlane.settled();
  }

  /** Begins a fault, which ends when the result is disposed, or by itself. */
  fault(fault: FaultInput): Disposable {
    const number = this.#faults.begin(fault);
    return { [Symbol.dispose]: () => this.#faults.end(number) };
  }

  /** A write by hand: no client made it, and the log of requests doesn't have it. Throws what a BIG-IP refuses. */
  edit(method: Edit['method'], path: string, body: Edit['body'] = {}): void {
    this.#edit({ method, path, body });
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
  readonly edit: (edit: Edit) => void;
  readonly store: Store;
  readonly faults: Faults;
  readonly authentication: Authentication;
  readonly dataPlane: DataPlane;
  readonly forwarder: Forwarder | undefined;
  readonly ended: AsyncDisposableStack;
};
