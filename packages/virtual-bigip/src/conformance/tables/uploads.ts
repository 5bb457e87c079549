/** Files that are uploaded, and the external data groups that are made of them. */

import { type Ask, denied, type Group, mcpd, ok, type Step } from '../case.ts';

const U = '/mgmt/shared/file-transfer/uploads/f';
const D = 'ltm/data-group/external/~T~d';
const F = 'sys/file/data-group/~T~f';
const T = { partition: 'T' };
const PATH = '/var/config/rest/downloads/f';
const chunk = (text: string, range: string): Ask => ['POST', U, text, { 'content-range': range, 'content-type': 'application/octet-stream' }];
const whole = (text: string): Ask => chunk(text, `0-${text.length - 1}/${text.length}`);
const file = (type: string, more: object = {}): Ask => ['POST', 'sys/file/data-group', { name: 'f', ...T, type, sourcePath: `file:${PATH}`, ...more }];
const group: Ask = ['POST', 'ltm/data-group/external', { name: 'd', ...T, externalFileName: '/T/f' }];
const strings: readonly Step[] = [whole('"a" := "1",\n"b",\n'), file('string')];
/** A file of these lines is refused for one of them. */
const refusedLine = (type: string, lines: string, number: number) => {
  const line = lines.split('\n')[number - 1] ?? '';
  return { by: 'F5 DevCentral: data group formatting', given: [whole(lines)], ask: file(type), gets: mcpd(`01070712:3: Failed to import the data group file (${PATH}), line ${number}: ${line}`) };
};
const remove = ['POST', 'util/unix-rm', { command: 'run', utilCmdArgs: `${PATH} ${PATH.replace('/f', '/g')}` }] as const;

export const uploads: readonly Group[] = [
  {
    name: 'upload',
    cases: [
      { it: 'that would fill the disk is refused', by: 'switch', ask: chunk('x', '0-0/99999999999'), gets: denied(500, 'No space left on device') },

      {
        it: 'in one piece says that nothing remains',
        by: 'f5-ansible: upload_file',
        ask: whole('"a" := "1"'),
        gets: ok({ remainingByteCount: 0, usedChunks: { 0: 10 }, totalByteCount: 10, localFilePath: PATH, temporaryFilePath: '/var/config/rest/downloads/tmp/f', generation: 0 }),
      },
      { it: 'says what remains', by: 'f5-ansible: upload_file', ask: chunk('"a" :', '0-4/10'), gets: ok({ remainingByteCount: 5, usedChunks: { 0: 5 } }) },
      { it: 'goes on where it was', by: 'f5-ansible: upload_file', given: [chunk('"a" :', '0-4/10')], ask: chunk('= "1"', '5-9/10'), gets: ok({ remainingByteCount: 0, usedChunks: { 5: 5 } }) },
      { it: 'that is not whole is no file yet', by: 'f5-ansible: upload_file', given: [remove, chunk('"a" :', '0-4/10')], ask: file('string'), gets: mcpd(`01070712:3: Failed: exit_code (37), curl: (37) Couldn't open file ${PATH}`) },
      { it: 'of another length than it says is refused', by: 'f5-ansible 2529', ask: chunk('"a" :', '0-9/10'), gets: denied(400, 'Chunk byte count 10 different from received buffer length 5') },
      { it: 'without a range is refused', by: 'f5-ansible: upload_file', ask: ['POST', U, 'x', { 'content-type': 'application/octet-stream' }], gets: denied(400, 'Invalid Content-Range header ""') },
      { it: 'with a range that ends before it begins is refused', by: 'f5-ansible: upload_file', ask: chunk('x', '5-4/10'), gets: denied(400, 'Invalid Content-Range header "5-4/10"') },
      { it: 'with a range past the end is refused', by: 'f5-ansible: upload_file', ask: chunk('x', '10-10/10'), gets: denied(400, 'Invalid Content-Range header "10-10/10"') },
      { it: 'that leaves something out is refused', by: 'switch', given: [chunk('"a" :', '0-4/10')], ask: chunk('x', '6-6/10'), gets: denied(400, 'Chunk starts at 6, but 5 bytes were received') },
      { it: 'of more than a mebibyte at a time is refused', by: 'switch', ask: whole('x'.repeat(1_048_577)), gets: denied(400, 'Chunk byte count 1048577 is larger than 1048576') },
      { it: 'is not read back', by: 'icrd: methods', ask: ['GET', U], gets: denied(405, 'Method not allowed') },
      {
        it: 'is listed',
        by: 'F5 doc: util unix-ls',
        given: [remove, whole('x')],
        ask: ['POST', 'util/unix-ls', { command: 'run', utilCmdArgs: '/var/config/rest/downloads' }],
        gets: { status: 200, exactly: { kind: 'tm:util:unix-ls:runstate', command: 'run', utilCmdArgs: '/var/config/rest/downloads', commandResult: 'f\n' } },
      },
      { it: 'is listed by itself', by: 'F5 doc: util unix-ls', given: [whole('x')], ask: ['POST', 'util/unix-ls', { command: 'run', utilCmdArgs: PATH }], gets: ok({ commandResult: `${PATH}\n` }) },
      {
        it: 'that is not there is not listed',
        by: 'F5 doc: util unix-ls',
        ask: ['POST', 'util/unix-ls', { command: 'run', utilCmdArgs: '/var/x' }],
        gets: ok({ commandResult: '/bin/ls: cannot access /var/x: No such file or directory\n' }),
      },
      {
        it: 'is removed, without a word',
        by: 'F5 doc: util unix-rm',
        given: [whole('x')],
        ask: ['POST', 'util/unix-rm', { command: 'run', utilCmdArgs: PATH }],
        gets: { status: 200, exactly: { kind: 'tm:util:unix-rm:runstate', command: 'run', utilCmdArgs: PATH } },
      },
      {
        it: 'that is not there is not removed',
        by: 'F5 doc: util unix-rm',
        ask: ['POST', 'util/unix-rm', { command: 'run', utilCmdArgs: '/var/x' }],
        gets: ok({ commandResult: "/bin/rm: cannot remove '/var/x': No such file or directory\n" }),
      },
      {
        it: 'is moved',
        by: 'F5 doc: util unix-mv',
        given: [whole('x'), ['POST', 'util/unix-mv', { command: 'run', utilCmdArgs: `${PATH} /var/tmp/` }]],
        ask: ['POST', 'util/unix-ls', { command: 'run', utilCmdArgs: '/var/tmp/f' }],
        gets: ok({ commandResult: '/var/tmp/f\n' }),
      },
      {
        it: 'that is not there is not moved',
        by: 'F5 doc: util unix-mv',
        ask: ['POST', 'util/unix-mv', { command: 'run', utilCmdArgs: '/var/x /var/y' }],
        gets: ok({ commandResult: "/bin/mv: cannot stat '/var/x': No such file or directory\n" }),
      },
    ],
  },
  {
    name: 'data group file',
    cases: [
      {
        it: 'says what it is made of',
        by: 'f5-ansible: load_sys_file_data_group_string',
        given: [whole('"a" := "b"')],
        ask: file('string'),
        gets: ok({ checksum: 'SHA1:10:e540fb29cb42018d092a7cd35bda1c76b4c0cffe', size: 10, revision: 1, separator: ':=' }, 'sourcePath', 'records'),
      },
      { it: 'made anew has the next revision', by: 'f5-ansible: bigip_data_group', given: [...strings, whole('"c" := "3"')], ask: ['PATCH', F, { sourcePath: `file:${PATH}` }], gets: ok({ revision: 2, size: 10 }) },
      { it: 'changed otherwise keeps its revision', by: 'f5-ansible: bigip_data_group', given: strings, ask: ['PATCH', F, { separator: '=' }], gets: ok({ revision: 1, separator: '=' }) },
      { it: 'of a file that is missing is refused', by: 'message exit_code (37)', given: [remove], ask: file('string'), gets: mcpd(`01070712:3: Failed: exit_code (37), curl: (37) Couldn't open file ${PATH}`) },
      {
        it: 'of an empty file is refused',
        by: 'F5 doc: external data groups',
        given: [remove, ['POST', '/mgmt/shared/file-transfer/uploads/g', ' ', { 'content-range': '0-0/1', 'content-type': 'application/octet-stream' }]],
        ask: file('string', { sourcePath: 'file:/var/config/rest/downloads/g' }),
        gets: mcpd('01070712:3: The file (/var/config/rest/downloads/g) of the data group (/T/f) is empty.'),
      },
      { it: 'twice is a conflict', by: 'message 01020066', given: strings, ask: file('string'), gets: mcpd('01020066:3: The requested Data Group File (/T/f) already exists in partition T.') },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', F], gets: mcpd('01020036:3: The requested Data Group File (/T/f) was not found.') },
      { it: 'of strings with a line that is none is refused', ...refusedLine('string', '"a" := "1",\n"" := "2",', 2) },
      { it: 'of integers with a line that is none is refused', ...refusedLine('integer', '1 := "a",\nten := "b",', 2) },
      { it: 'of addresses with a line that is none is refused', ...refusedLine('ip', 'host 10.0.0.1,\nhost x,', 2) },
      { it: 'of addresses with a network that has host bits is refused', ...refusedLine('ip', 'network 10.0.0.1/8,', 1) },
      { it: 'of addresses with a mask that is none is refused', ...refusedLine('ip', 'network 10.0.0.0 mask 255.0.255.0,', 1) },
      { it: 'of addresses with an unknown word is refused', ...refusedLine('ip', 'network 10.0.0.0 bits 8,', 1) },
      { it: 'with comments and blank lines is fine', by: 'F5 DevCentral: data group formatting', given: [whole('# a comment\n\n"a" := "1",\n')], ask: file('string'), gets: ok({ size: 25 }) },
      {
        it: 'of addresses in every form is fine',
        by: 'F5 DevCentral: data group formatting',
        given: [whole('host 10.0.0.1 := "a",\nnetwork 10.0.0.0/8,\nnetwork 10.1.0.0 mask 255.255.0.0,\nnetwork 10.2.0.0 prefixlen 16,\n2001:db8::/32,\n')],
        ask: file('ip'),
        gets: ok({ type: 'ip' }),
      },
      { it: 'of integers is fine', by: 'F5 DevCentral: data group formatting', given: [whole('1 := "a",\n2,\n')], ask: file('integer'), gets: ok({ type: 'integer' }) },
      { it: 'with another separator is read by it', by: 'F5 doc: sys file data-group', given: [whole('"a" => "1"\n')], ask: file('string', { separator: '=>' }), gets: ok({ separator: '=>' }) },
    ],
  },
  {
    name: 'external data group',
    cases: [
      {
        it: 'names its file, with a link, and has its type',
        by: 'f5-ansible: bigip_data_group',
        given: strings,
        ask: group,
        gets: ok({ externalFileName: '/T/f', externalFileNameReference: { link: 'https://localhost/mgmt/tm/sys/file/data-group/~T~f?ver=17.1.2' }, type: 'string' }),
      },
      { it: 'names its file by its own partition', by: 'f5-ansible 2018', given: strings, ask: ['POST', 'ltm/data-group/external', { name: 'd', ...T, externalFileName: 'f' }], gets: ok({ externalFileName: '/T/f' }) },
      { it: 'has the type of its file', by: 'f5-ansible: bigip_data_group', given: [whole('host 10.0.0.1'), file('ip')], ask: group, gets: ok({ type: 'ip' }) },
      {
        it: 'has the name of no internal one',
        by: 'message 01020066',
        given: [...strings, ['POST', 'ltm/data-group/internal', { name: 'd', ...T, type: 'string' }]],
        ask: group,
        gets: mcpd('01020066:3: The requested value list (/T/d) already exists in partition T.'),
      },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', D], gets: mcpd('01020036:3: The requested value list (/T/d) was not found.') },
      { it: 'leaves its file', by: 'f5-ansible: bigip_data_group', given: [...strings, group, ['DELETE', D]], ask: ['GET', F], gets: ok({ name: 'f' }) },
      {
        it: 'of a rule stays',
        by: 'message 01070265',
        given: [...strings, group, ['POST', 'ltm/rule', { name: 'r', ...T, apiAnonymous: 'when CLIENT_ACCEPTED { set x [class lookup a /T/d] }' }]],
        ask: ['DELETE', D],
        gets: mcpd('01070265:3: The value list (/T/d) cannot be deleted because it is in use by a rule (/T/r).'),
      },
    ],
  },
];
