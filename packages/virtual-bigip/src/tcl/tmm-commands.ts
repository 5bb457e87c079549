/** The commands that TMM adds to Tcl, with the events in which they are valid. */
import { type CommandForm, either, flags, takes } from './command-form.ts';
import type { EventGroup } from './events.ts';

const any = takes(0);
const http = { events: ['request', 'response', 'lb', 'server', 'other', 'tls'] } as const satisfies { events: readonly EventGroup[] };
const request = { events: ['request', 'lb', 'server', 'other'] } as const satisfies { events: readonly EventGroup[] };
const response = { events: ['response', 'lb', 'other'] } as const satisfies { events: readonly EventGroup[] };
const answering = {
  events: ['request', 'response', 'lb', 'tls', 'other'],
  except: ['LB_SELECTED'],
} as const satisfies Pick<CommandForm, 'events' | 'except'>;
const traffic = { events: ['client', 'server', 'lb', 'request', 'response', 'dns', 'tls', 'other'] } as const satisfies {
  events: readonly EventGroup[];
};
const choosing = { events: ['client', 'lb', 'request', 'dns', 'tls', 'other'] } as const satisfies { events: readonly EventGroup[] };
const dns = { events: ['dns'] } as const satisfies { events: readonly EventGroup[] };

const matchOptions = flags('-index -name -value -element -all -nocase --');

const named = (names: string, form: CommandForm): Record<string, CommandForm> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, form]),
  );

export const tmmCommands: Readonly<Record<string, CommandForm>> = {
  active_members: takes(1, 1, { options: flags('-list'), ...traffic }),
  active_nodes: takes(1, 1, { options: flags('-list'), ...traffic }),
  after: takes(1),
  call: takes(1),
  class: either({
    anymore: takes(2, 2, { options: flags('--') }),
    donesearch: takes(2, 2, { options: flags('--') }),
    element: takes(2, 2, { options: flags('-name -value --') }),
    exists: takes(1, 1),
    get: takes(1, 2, { options: flags('-nocase --') }),
    lookup: takes(2, 2, { options: flags('--') }),
    match: takes(3, 3, { options: matchOptions }),
    names: takes(1, 2, { options: flags('-nocase --') }),
    nextelement: takes(2, 2, { options: flags('-index -name -value --') }),
    search: takes(2, 3, { options: matchOptions }),
    size: takes(1, 1),
    startsearch: takes(1, 1),
    type: takes(1, 1),
  }),
  crc32: takes(1, 1),
  discard: takes(0, 0, traffic),
  drop: takes(0, 0, traffic),
  event: takes(0, 2, traffic),
  findclass: takes(2, 3),
  findstr: takes(2, 4),
  getfield: takes(3, 3),
  log: takes(1, 3, { options: flags('-noname') }),
  matchclass: takes(3, 3),
  md5: takes(1, 1),
  members: takes(1, 2, { options: flags('-list'), ...traffic }),
  node: takes(1, 2, traffic),
  nodes: takes(1, 1, { options: flags('-list'), ...traffic }),
  persist: takes(1, undefined, traffic),
  pool: takes(1, 4, traffic),
  priority: takes(1, 1),
  reject: takes(0, 0, traffic),
  snat: takes(1, undefined, choosing),
  snatpool: takes(1, 3, choosing),
  substr: takes(2, 3),
  table: takes(1, undefined, traffic),
  timing: takes(1, 1),
  virtual: takes(0, 3, traffic),
  whereis: takes(1, undefined, traffic),
  'HTTP::close': takes(0, 0, http),
  'HTTP::cookie': takes(1, undefined, http),
  'HTTP::fallback': takes(1, 1, request),
  'HTTP::header': takes(1, undefined, http),
  'HTTP::host': takes(0, 1, request),
  'HTTP::is_redirect': takes(0, 0, response),
  'HTTP::method': takes(0, 1, request),
  'HTTP::path': takes(0, undefined, request),
  'HTTP::query': takes(0, 1, request),
  'HTTP::redirect': takes(1, 1, answering),
  'HTTP::respond': takes(1, undefined, answering),
  'HTTP::status': takes(0, 1, response),
  'HTTP::uri': takes(0, 2, request),
  'HTTP::version': takes(0, 1, http),
  ...named(
    'HTTP::collect HTTP::disable HTTP::enable HTTP::has_responded HTTP::is_keepalive HTTP::payload HTTP::release HTTP::request',
    takes(0, undefined, http),
  ),
  ...named(
    'HTTP::request_num HTTP::retry HTTP::username HTTP::password HTTP::passthrough_reason HTTP::hsts HTTP::proxy HTTP::class',
    takes(0, undefined, http),
  ),
  'LB::reselect': takes(0, 5, { events: ['lb'] }),
  'LB::server': takes(0, 1, { events: ['lb', 'request', 'response', 'server', 'client', 'dns', 'other'] }),
  'LB::status': takes(0, 6, traffic),
  ...named('LB::bias LB::class LB::connlimit LB::context_id LB::detach LB::down LB::dst_tag LB::mode LB::persist LB::prime LB::queue', any),
  ...named('LB::select LB::snat LB::src_tag LB::up LB::enable_decisionlog', takes(0, undefined, traffic)),
  'IP::addr': takes(1, 5),
  'IP::client_addr': takes(0, 0, traffic),
  'IP::local_addr': takes(0, 1, traffic),
  'IP::remote_addr': takes(0, 1, traffic),
  'IP::server_addr': takes(0, 0, traffic),
  ...named(
    'IP::hops IP::idle_timeout IP::protocol IP::stats IP::tos IP::ttl IP::version IP::reputation IP::intelligence',
    takes(0, undefined, traffic),
  ),
  'TCP::client_port': takes(0, 0, traffic),
  'TCP::close': takes(0, 0, traffic),
  'TCP::local_port': takes(0, 1, traffic),
  'TCP::remote_port': takes(0, 1, traffic),
  'TCP::server_port': takes(0, 0, traffic),
  ...named(
    'TCP::bandwidth TCP::collect TCP::mss TCP::nagle TCP::notify TCP::offset TCP::option TCP::payload TCP::release',
    takes(0, undefined, traffic),
  ),
  ...named('TCP::respond TCP::rtt TCP::idletime TCP::abc TCP::congestion TCP::earlyrxmit TCP::keepalive', takes(0, undefined, traffic)),
  ...named(
    'UDP::client_port UDP::drop UDP::local_port UDP::mss UDP::payload UDP::remote_port UDP::respond UDP::server_port',
    takes(0, undefined, traffic),
  ),
  ...named(
    'DNS::additional DNS::answer DNS::authority DNS::class DNS::disable DNS::drop DNS::edns0 DNS::enable DNS::header',
    takes(0, undefined, dns),
  ),
  ...named(
    'DNS::is_wideip DNS::last_act DNS::len DNS::name DNS::origin DNS::ptype DNS::query DNS::question DNS::rdata',
    takes(0, undefined, dns),
  ),
  ...named('DNS::return DNS::rr DNS::rrtype DNS::scrape DNS::ttl DNS::type DNS::tsig DNS::rpz_policy', takes(0, undefined, dns)),
  'SSL::cipher': takes(0, undefined, { events: ['request', 'response', 'lb', 'tls', 'other'] }),
  ...named(
    'SSL::authenticate SSL::cert SSL::collect SSL::disable SSL::enable SSL::extensions SSL::handshake',
    takes(0, undefined, traffic),
  ),
  ...named(
    'SSL::mode SSL::payload SSL::profile SSL::release SSL::renegotiate SSL::respond SSL::session SSL::sessionid SSL::sni',
    takes(0, undefined, traffic),
  ),
  ...named(
    'SSL::verify_result SSL::alert SSL::clientrandom SSL::modssl_sessionid_headers SSL::unclean_shutdown',
    takes(0, undefined, traffic),
  ),
  ...named('X509::cert_fields X509::extensions X509::hash X509::issuer X509::not_valid_after X509::not_valid_before X509::pem2der', any),
  ...named('X509::serial_number X509::subject X509::subject_public_key X509::verify_cert_error_string X509::version X509::whole', any),
  ...named('AES::decrypt AES::encrypt AES::key ASN1::decode ASN1::element ASN1::encode CRYPTO::decrypt CRYPTO::encrypt', any),
  ...named('CRYPTO::hash CRYPTO::keygen CRYPTO::sign CRYPTO::verify b64decode b64encode domain decode_uri htonl htons ntohl ntohs', any),
  ...named('sha1 sha256 sha384 sha512 URI::basename URI::compare URI::decode URI::encode URI::host URI::path URI::port', any),
  ...named('URI::protocol URI::query cpu clone client_addr client_port server_addr server_port clientside serverside peer', any),
  ...named('local_addr local_port remote_addr remote_port http_cookie http_header http_host http_method http_uri http_version', any),
  ...named('HSL::open HSL::send STATS::get STATS::incr STATS::set STATS::setmax STATS::setmin ISTATS::get ISTATS::incr', any),
  ...named('ISTATS::remove ISTATS::set ONECONNECT::detach ONECONNECT::reuse ONECONNECT::label PROFILE::exists PROFILE::http', any),
  ...named('PROFILE::list PROFILE::tcp PROFILE::clientssl PROFILE::serverssl PROFILE::persist PROFILE::oneconnect RESOLV::lookup', any),
  ...named('RESOLVER::name_lookup STREAM::disable STREAM::enable STREAM::expression STREAM::match STREAM::replace VIRTUAL::name', any),
  ...named('COMPRESS::disable COMPRESS::enable COMPRESS::gzip COMPRESS::method CACHE::age CACHE::disable CACHE::enable', any),
  ...named('CACHE::expire CACHE::header CACHE::payload CACHE::uri CACHE::userkey AUTH::authenticate AUTH::status AUTH::start', any),
  ...named('ACCESS::disable ACCESS::enable ACCESS::policy ACCESS::respond ACCESS::session ACCESS::user ASM::disable ASM::enable', any),
  ...named('ASM::status ASM::support_id ASM::violation ASM::unblock BOTDEFENSE::action DOSL7::disable DOSL7::enable ROUTE::age', any),
  ...named('LINK::vlan_id LINK::lasthop LINK::nexthop LINK::qos SCTP::client_port SIP::method SIP::uri RTSP::method', any),
  ...named('TMM::cmp_count TMM::cmp_unit TMM::cmp_group TMM::cmp_groups WS::enabled WS::disconnect WS::collect WS::release', any),
  ...named('IFILE::get ifile ILX::init ILX::call ILX::notify JSON::parse nexthop forward lasthop rateclass relate_client', any),
  ...named('relate_server session sharedvar tcpdump translate traffic_group use vlan_id whereami accumulate uuid', any),
  ...named('NAME::lookup NAME::response POLICY::controls POLICY::names POLICY::rules POLICY::targets CLASSIFY::application', any),
};
