/** What TMM's commands tell, each run in a rule. */
import { expect, test } from 'vitest';
import { ran } from '../../testing/ran.ts';

test.for([
  ['HTTP::host', 'www.example.com:80'],
  ['HTTP::method', 'GET'],
  ['HTTP::version', '1.1'],
  ['HTTP::uri', '/a/b.html?x=1&y=2'],
  ['HTTP::path', '/a/b.html'],
  ['HTTP::query', 'x=1&y=2'],
  ['HTTP::header value X-A', '2'],
  ['HTTP::header X-a', '2'],
  ['HTTP::header values x-a', '1 2'],
  ['HTTP::header values host', 'www.example.com:80'],
  ['HTTP::header value X-B', ''],
  ['HTTP::header names', 'Host X-A x-a Cookie Cookie'],
  ['HTTP::header count', '5'],
  ['HTTP::header count x-a', '2'],
  ['HTTP::header exists HOST', '1'],
  ['HTTP::header exists X-B', '0'],
  ['HTTP::header at 1', 'X-A'],
  ['HTTP::cookie c', '1'],
  ['HTTP::cookie value e', '4'],
  ['HTTP::cookie names', 'c d e'],
  ['HTTP::cookie exists f', '0'],
  ['IP::client_addr', '192.0.2.1'],
  ['IP::remote_addr', '192.0.2.1'],
  ['IP::local_addr', '127.0.0.1'],
  ['TCP::client_port', '50000'],
  ['TCP::local_port', '80'],
  ['IP::addr 10.1.2.3 equals 10.0.0.0/8', '1'],
  ['IP::addr 10.1.2.3/24 equals 10.1.2.0/24', '1'],
  ['IP::addr 11.1.2.3 equals 10.0.0.0/255.0.0.0', '0'],
  ['IP::addr 10.1.2.3 mask 255.255.0.0', '10.1.0.0'],
  ['IP::addr 2001:db8::1 equals 10.0.0.0/8', '0'],
  ['virtual name', '/T/v'],
  ['LB::server pool', '/T/p'],
  ['LB::server', '/T/p'],
  ['LB::server addr', ''],
  ['LB::status pool /T/p member 10.0.0.1 80', 'up'],
  ['LB::status pool /T/p member 10.0.0.2 81', 'session_disabled'],
  ['LB::status pool /T/p member 10.0.0.1 80 down', '0'],
  ['active_members /T/p', '2'],
  ['active_members -list /T/p', '{10.0.0.1 80} {2001:db8::3 80}'],
  ['members /T/p', '3'],
  ['members -list /T/p', '{10.0.0.1 80} {10.0.0.2 81} {2001:db8::3 80}'],
  ['active_members q', '0'],
  ['class lookup -- /api /T/s', 'one'],
  ['class lookup none /T/s', ''],
  ['class lookup -- -all /T/s', 'dash'],
  ['class lookup k c', 'v'],
  ['class lookup "\\xc3\\xbc" /T/s', '\xc3\xb6'],
  ['class match -- /api/x starts_with /T/s', '1'],
  ['class match -value -- /api/x starts_with /T/s', 'one'],
  ['class match -name -- x/apple ends_with /T/s', '/apple'],
  ['class match -element -- "a b b c" contains /T/s', '{b b} {x y}'],
  ['class match -index -- /apple equals /T/s', '2'],
  ['class match -- none equals /T/s', '0'],
  ['class match -value -- none equals /T/s', ''],
  ['class match -index -- none equals /T/s', '-1'],
  ['class match -all -name -- "/api /apple" contains /T/s', '/api /apple'],
  ['class match -nocase -value -- /API equals /T/s', 'one'],
  ['class search -name -- /T/s starts_with /app', '/apple'],
  ['class search -- /T/s contains zzz', '0'],
  ['class exists /T/s', '1'],
  ['class exists /T/none', '0'],
  ['class size /T/s', '5'],
  ['class type /T/i', 'ip'],
  ['class names /T/s /ap*', '/api /apple'],
  ['class get /T/n', '{5 five} {80 eighty}'],
  ['class element -name 0 /T/n', '5'],
  ['class element 1 /T/n', '80 eighty'],
  ['class match -value -- 10.1.2.3 equals /T/i', 'host'],
  ['class match -value -- 10.1.9.9 equals /T/i', 'narrow'],
  ['class match -value -- 10.9.9.9 equals /T/i', 'wide'],
  ['class match -value -- 2001:db8::1 equals /T/i', 'six'],
  ['class match -- 192.0.2.1 equals /T/i', '0'],
  ['class match -value -- 080 equals /T/n', 'eighty'],
  ['matchclass /api equals /T/s', '1'],
  ['whereis 192.0.2.1 country', ''],
  ['getfield a:b:c : 2', 'b'],
  ['getfield a:b:c : 4', ''],
  ['getfield a.b :: 1', 'a.b'],
  ['getfield a::b::c :: 3', 'c'],
  ['substr abcdef 2', 'cdef'],
  ['substr abcdef 2 3', 'cde'],
  ['substr abc/def 1 /', 'bc'],
  ['findstr /a?id=5&b id= 3 &', '5'],
  ['findstr abc x', ''],
  ['crc32 123456789', '3421780262'],
  ['crc32 ""', '0'],
  ['b64encode abc', 'YWJj'],
  ['b64decode YWJj', 'abc'],
  ['binary scan [md5 abc] H* x; set x', '900150983cd24fb0d6963f7d28e17f72'],
  ['binary scan [sha1 abc] H* x; set x', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['expr { 0.1 + 0.2 }', '0.3'],
  ['info patchlevel', '8.4.6'],
  ['info tclversion', '8.4'],
  ['clock seconds', '1000000000'],
  ['clock format [clock seconds] -format %Y -gmt 1', '2001'],
  ['expr { "abc" starts_with "ab" and not ("abc" ends_with "x") }', '1'],
  ['expr { "abc" contains "b" && "abc" matches_glob "a*" && "abc" matches_regex "^.b" && "a" equals "a" }', '1'],
  ['expr { [string length abc] == 3 or 0 }', '1'],
] as const)('%s tells %j', async ([command, told]) => {
  const { logged, failure } = await ran(command.includes('; ') ? `set y [${command}]\nlog local0. $y` : `log local0. [${command}]`);
  expect(failure).toBeUndefined();
  expect(logged).toEqual([told]);
});

test('once a member is chosen, it is told', async () => {
  const chosen = { pool: '/T/p', serverAddress: '10.0.0.1', serverPort: 80 };
  const body = 'log local0. "[LB::server] [LB::server addr] [LB::server port] [LB::status] [LB::status up] [IP::server_addr]"';
  expect((await ran(body, chosen, 'LB_SELECTED')).logged).toEqual(['/T/p 10.0.0.1 80 10.0.0.1 80 up 1 10.0.0.1']);
});

test('a search walks through a data group', async () => {
  const body = `set id [class startsearch /T/n]
while { [class anymore /T/n $id] } { lappend found [class nextelement -name /T/n $id] }
class donesearch /T/n $id
log local0. $found`;
  expect((await ran(body)).logged).toEqual(['5 80']);
});
