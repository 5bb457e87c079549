/**
 * What a rule may not use: Tcl of later versions, and what TMM disables. What came when is told by Tcl's own list of changes; what TMM
 * disables by K36322151 and by loading each command on a unit. Each line is one case.
 */
import { expect, test } from 'vitest';
import { checkRule } from './check-rule.ts';

const lines = (text: string) => text.trim().split('\n');
const problems = (body: string) => checkRule(`when HTTP_REQUEST {\n${body}\n}`).errors.map(({ message }) => message);

test.for(
  lines(`
list {*}$l
list {*}{a b}
expr { "a" in $l }
expr { "a" ni $l }
expr { 2 ** 3 }
expr { min(1, 2) }
expr { max(1, 2) }
expr { bool(1) }
expr { isqrt(4) }
expr { entier(4) }
expr { isnan(1) }
expr { isfinite(1) }
expr { 0b101 }
expr { 0o17 }
expr { 0d10 }
expr { 1_000 }
expr { $a lt $b }
expr { $a le $b }
expr { $a gt $b }
expr { $a ge $b }
tcl::mathop::+ 1 2
::tcl::mathfunc::max 1 2
tcl::prefix match a b
apply { { x } { set x } } 1
chan names
const a 1
coroutine c set a
dict create a 1
dict get $d a
foreachLine l f { set b 1 }
fpclassify 1
lassign $l a b
ledit l 0 0 a
lmap x $l { set x }
lpop l
lremove $l 0
lrepeat 3 a
lreverse $l
lseq 5
oo::class create A
readFile f
tailcall set a 1
throw E m
timerate { set a 1 }
try { set a 1 } on error { } { set b 1 }
try { set a 1 } finally { set b 1 }
unload a
yield 1
yieldto set a
zlib crc32 a
array default set a 1
array for { k v } a { set b 1 }
binary decode base64 a
binary encode hex a
binary format m 1
binary format n 1
binary format q 1
binary format Q 1
binary format r 1
binary format R 1
binary format t 1
binary scan $x cu y
binary scan $x n y
binary scan $x su y
clock add 0 1 day
clock clicks -microseconds
clock microseconds
clock milliseconds
clock format 0 -locale de
clock format 0 -timezone UTC
clock scan x -format %Y
clock scan x -timezone UTC
encoding dirs
encoding profiles
format %a 1.5
format %b 5
format %llx 5
info class x
info cmdtype x
info coroutine
info errorstack
info frame
info object x
scan a %b x
scan a %llx x
string cat a b
string insert abc 1 x
string reverse abc
string is dict $x
string is entier $x
string is list $x
string is unicode $x
string is wideinteger $x
catch { set a 1 } message options
lsearch -bisect $l a
lsearch -index 0 $l a
lsearch -nocase $l a
lsearch -stride 2 $l a
lsearch -subindices $l a
lsort -indices $l
lsort -nocase $l
lsort -stride 2 $l
regsub -command a b c d
return -errorline 1 a
return -errorstack a b
return -level 0 a
return -options $o a
switch -indexvar m -regexp -- $x { a { set b 1 } }
switch -matchvar m -regexp -- $x { a { set b 1 } }
switch -nocase -- $x { a { set b 1 } }
lindex $l 1+1
lindex $l end+1
linsert $l 0
lrange $l $i-1 end
string first a b end-1-1
string index $x $i+1
string index $x end-$i+1
string range $x 0 $i-1
trace add variable a write b
trace info variable a
trace remove variable a write b
`),
)('later than 8.4.6 is refused: %s', (body) => {
  expect(problems(body)).not.toEqual([]);
});

test.for(
  (
    'auto_execok auto_import auto_load auto_qualify cd eof exec exit fblocked fconfigure fcopy file flush gets glob interp load namespace ' +
    'open package pid pwd rename seek socket source tell time unknown update vwait'
  ).split(' '),
)('what TMM disables is refused: %s', (command) => {
  expect(problems(`catch { ${command} a b }`)).toEqual([`error: [command is disabled: "${command}"][${command} a b]`]);
});
