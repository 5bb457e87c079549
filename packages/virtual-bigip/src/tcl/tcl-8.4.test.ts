/** Of Tcl 8.4.6 a rule may use all that TMM does not disable, rightly called. Each line is one case. */
import { expect, test } from 'vitest';
import { checkRule } from './check-rule.ts';

const lines = (text: string) => text.trim().split('\n');
const problems = (body: string) => checkRule(`when HTTP_REQUEST {\n${body}\n}`).errors.map(({ message }) => message);

test.for(
  lines(`
after 100
after 100 { set a 1 }
append a b c
array exists a
array get a
array names a -exact b
array names a -glob b
array names a -regexp b
array set a { b c }
array size a
array startsearch a
array statistics a
array unset a b
binary format H4a2c1s1S1i1I1w1W1f1d1x1@4 a b c d e f g h i j k
binary scan $x "a2A2b8B8h2H2c1s1S1i1I1w1W1 f1d1X*@0" a
catch { set a 1 }
catch { set a 1 } message
clock clicks
clock clicks -milliseconds
clock format 0 -format %Y -gmt 1
clock scan "1 Jan 2020" -gmt 1
clock scan x -base 0
clock seconds
concat
encoding convertfrom utf-8 a
encoding convertto utf-8 a
encoding names
error a b c
eval { set a 1 }
expr { 1 + 2 * 3 - 4 / 5 % 6 << 1 >> 2 }
expr { $a < 1 && $b > 2 || $c <= 3 && $d >= 4 }
expr { $a == 1 && $b != 2 || "a" eq "b" || "a" ne "b" }
expr { $a & 1 | 2 ^ ~3 ? !$a : -$b }
expr { abs(-1) + int(2.5) + double(1) + round(1.5) + wide(1) + pow(2, 3) + fmod(5, 3) }
expr { sin(1) + cos(1) + tan(1) + asin(1) + acos(1) + atan(1) + atan2(1, 2) + sinh(1) + cosh(1) + tanh(1) }
expr { exp(1) + log(1) + log10(1) + sqrt(4) + floor(1.5) + ceil(1.5) + hypot(3, 4) + rand() + srand(1) }
expr { 0x1F + 017 + 1.5e3 + .5 }
expr { $a contains "b" and $a starts_with "c" or not ($a ends_with "d") }
expr { $a matches_glob "b*" || $a matches_regex "c+" || $a matches "x" || $a equals "b" }
expr 1+2
for { set i 0 } { $i < 3 } { incr i } { set a $i }
foreach { x y } $l z $m { set a $x }
format "%d %i %u %o %x %X %c %s %f %e %E %g %G %% %5.2f %-5s %05d %+d %*d %ld %hd" 1
format {%2$s %1$s} a b
global a b
if { 1 } { set a 1 } elseif { 2 } { set a 2 } else { set a 3 }
if { 1 } then { set a 1 } { set a 2 }
incr a -2
info args x
info complete x
info exists a
info functions
info level
info locals
info patchlevel
info vars
join $l ,
lappend a b c
lindex $l end-1
lindex $l 0 1
linsert $l end a b
lrange $l 0 end-1
lreplace $l 0 1 a b
lsearch -all -inline -not -glob $l a*
lsearch -start 1 -regexp $l a
lsearch -sorted -integer -decreasing $l 1
lset l { 0 1 } a
lsort -unique -dictionary -decreasing $l
lsort -index 0 -integer $l
lsort -command cmp $l
regexp -nocase -all -inline -- a $x
regexp -indices -start 1 a $x m n
regexp -expanded -line -linestop -lineanchor a $x
regexp -about a $x
regsub -all -nocase -- a $x b y
regsub a $x b
return -code error -errorinfo a -errorcode b c
scan $x {%d %o %x %u %i %c %s %e %f %g %n %[a-z] %*d %3d} a b
split $x ,
string compare -nocase -length 3 a b
string is integer -strict -failindex v a
string is wordchar a
string map -nocase { a b } c
string repeat a 3
string replace a 0 1 b
string totitle a
string wordend a 1
subst -nobackslashes -nocommands -novariables $x
switch $x { a { set b 1 } default { set b 2 } }
switch -glob -- $x a { set b 1 } b { set b 2 }
switch -regexp -- $x { ^a - ^b { set b 1 } }
trace variable a w b
trace vdelete a w b
trace vinfo a
unset -nocomplain -- a b
uplevel #0 { set a 1 }
upvar 1 a b
variable a
while { $a } { break; continue }
`),
)('8.4.6 has: %s', (body) => {
  expect(problems(body)).toEqual([]);
});

test.for([
  { body: 'if { 1 }', problem: 'wrong # args' },
  { body: 'if { 1 } { set a 1 } else', problem: 'wrong # args' },
  { body: 'while { 1 }', problem: 'wrong # args' },
  { body: 'set a b c', problem: 'wrong # args' },
  { body: 'set {a}{b}{c}', problem: 'wrong # args' },
  { body: 'lset l', problem: 'wrong # args' },
  { body: 'string foo a', problem: '"invalid argument foo"' },
  { body: 'regexp -foo a b', problem: '"invalid argument -foo"' },
  { body: 'proc x { } { }', problem: 'command is not valid in the current scope' },
  { body: 'eval { proc x { } { } }', problem: 'command is not valid in the current scope', text: 'proc x { } { }' },
  { body: 'when HTTP_REQUEST { }', problem: 'command is not valid in the current scope' },
  { body: 'HTTP::status', problem: 'command is not valid in current event context (HTTP_REQUEST)' },
])('$body is refused: $problem', ({ body, problem, text = body }) => {
  expect(problems(body)).toEqual([`error: [${problem}][${text}]`]);
});
