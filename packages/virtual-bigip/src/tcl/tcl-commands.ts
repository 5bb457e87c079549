/** The commands of Tcl 8.4.6 that TMM has, with the forms that 8.4.6 knows, and those that TMM disables. */
import { type CommandForm, either, flags, takes } from './command-form.ts';

/** Commands that 8.4 has and TMM refuses. */
export const disabledCommands: ReadonlySet<string> = new Set(
  (
    'auto_execok auto_import auto_load auto_mkindex auto_qualify auto_reset bgerror cd eof exec exit fblocked fconfigure fcopy file fileevent ' +
    'filename flush gets glob http interp load memory namespace open package pid pkg_mkIndex puts pwd rename seek socket source tcl_findLibrary ' +
    'tell time unknown update vwait'
  ).split(' '),
);

/** The classes of `string is` that 8.4 has. */
export const characterClasses: ReadonlySet<string> = new Set(
  'alnum alpha ascii boolean control digit double false graph integer lower print punct space true upper wordchar xdigit'.split(' '),
);

const matching = { ...flags('-all -about -expanded -indices -inline -line -linestop -lineanchor -nocase'), '-start': 1, '--': 0 };
const comparison = { options: { '-nocase': 0, '-length': 1 } };
const noCase = { options: { '-nocase': 0 } };

export const tclCommands: Readonly<Record<string, CommandForm>> = {
  append: takes(1),
  array: either({
    anymore: takes(2, 2),
    donesearch: takes(2, 2),
    exists: takes(1, 1),
    get: takes(1, 2),
    names: takes(1, 3),
    nextelement: takes(2, 2),
    set: takes(2, 2),
    size: takes(1, 1),
    startsearch: takes(1, 1),
    statistics: takes(1, 1),
    unset: takes(1, 2),
  }),
  binary: either({ format: takes(1), scan: takes(2) }),
  break: takes(0, 0),
  catch: takes(1, 2),
  clock: either({
    clicks: takes(0, 0, { options: { '-milliseconds': 0 } }),
    format: takes(1, 5),
    scan: takes(1, 5),
    seconds: takes(0, 0),
  }),
  concat: takes(0),
  continue: takes(0, 0),
  encoding: either({ convertfrom: takes(1, 2), convertto: takes(1, 2), names: takes(0, 0), system: takes(0, 1) }),
  error: takes(1, 3),
  eval: takes(1),
  expr: takes(1),
  for: takes(4, 4),
  foreach: takes(3),
  format: takes(1),
  global: takes(1),
  if: takes(2),
  incr: takes(1, 2),
  info: either({
    args: takes(1, 1),
    body: takes(1, 1),
    cmdcount: takes(0, 0),
    commands: takes(0, 1),
    complete: takes(1, 1),
    default: takes(3, 3),
    exists: takes(1, 1),
    functions: takes(0, 1),
    globals: takes(0, 1),
    hostname: takes(0, 0),
    level: takes(0, 1),
    locals: takes(0, 1),
    patchlevel: takes(0, 0),
    procs: takes(0, 1),
    tclversion: takes(0, 0),
    vars: takes(0, 1),
  }),
  join: takes(1, 2),
  lappend: takes(1),
  lindex: takes(1, undefined, { indices: { from: 1, to: Number.POSITIVE_INFINITY } }),
  linsert: takes(3, undefined, { indices: { from: 1, to: 1 } }),
  list: takes(0),
  llength: takes(1, 1),
  lrange: takes(3, 3, { indices: { from: 1, to: 2 } }),
  lreplace: takes(3, undefined, { indices: { from: 1, to: 2 } }),
  lsearch: takes(2, 2, {
    options: {
      ...flags('-all -ascii -decreasing -dictionary -exact -glob -increasing -inline -integer -not -real -regexp -sorted'),
      '-start': 1,
    },
  }),
  lset: takes(2),
  lsort: takes(1, 1, {
    options: { ...flags('-ascii -decreasing -dictionary -increasing -integer -real -unique'), '-command': 1, '-index': 1 },
  }),
  proc: takes(3, 3),
  regexp: takes(2, undefined, { options: matching }),
  regsub: takes(3, 4, { options: { ...flags('-all -expanded -line -linestop -lineanchor -nocase --'), '-start': 1 } }),
  return: takes(0, 1, { options: { '-code': 1, '-errorinfo': 1, '-errorcode': 1 } }),
  scan: takes(2),
  set: takes(1, 2),
  split: takes(1, 2),
  string: either({
    bytelength: takes(1, 1),
    compare: takes(2, 2, comparison),
    equal: takes(2, 2, comparison),
    first: takes(2, 3, { indices: { from: 2, to: 2 } }),
    index: takes(2, 2, { indices: { from: 1, to: 1 } }),
    is: takes(2, 5),
    last: takes(2, 3, { indices: { from: 2, to: 2 } }),
    length: takes(1, 1),
    map: takes(2, 2, noCase),
    match: takes(2, 2, noCase),
    range: takes(3, 3, { indices: { from: 1, to: 2 } }),
    repeat: takes(2, 2),
    replace: takes(3, 4, { indices: { from: 1, to: 2 } }),
    tolower: takes(1, 3, { indices: { from: 1, to: 2 } }),
    totitle: takes(1, 3, { indices: { from: 1, to: 2 } }),
    toupper: takes(1, 3, { indices: { from: 1, to: 2 } }),
    trim: takes(1, 2),
    trimleft: takes(1, 2),
    trimright: takes(1, 2),
    wordend: takes(2, 2, { indices: { from: 1, to: 1 } }),
    wordstart: takes(2, 2, { indices: { from: 1, to: 1 } }),
  }),
  subst: takes(1, 1, { options: flags('-nobackslashes -nocommands -novariables') }),
  switch: takes(2, undefined, { options: flags('-exact -glob -regexp --') }),
  trace: either({ variable: takes(3, 3), vdelete: takes(3, 3), vinfo: takes(1, 1) }),
  unset: takes(0, undefined, { options: flags('-nocomplain --') }),
  uplevel: takes(1),
  upvar: takes(2),
  variable: takes(1),
  while: takes(2, 2),
};
