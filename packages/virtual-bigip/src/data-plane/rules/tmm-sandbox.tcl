# The interpreter that rules run in: Tcl 8.4 without what TMM disables, and with TMM's commands.

set ip [interp create -safe]

$ip eval {
    namespace eval ::static {}
    set ::tcl_version 8.4
    set ::tcl_patchLevel 8.4.6
    namespace eval ::tmm {
        variable code 0 message {} options {} rule {}
        proc run {connection arm rule} { set ::tmm::rule $rule; $connection $arm }
    }
    proc getfield {text separator number} {
        set at 0
        set length [string length $separator]
        if {$length == 0} { return $text }
        for {set field 1} {$field < $number} {incr field} {
            set at [string first $separator $text $at]
            if {$at < 0} { return "" }
            set at [expr {$at + $length}]
        }
        set end [string first $separator $text $at]
        return [string range $text $at [expr {$end < 0 ? "end" : $end - 1}]]
    }
    proc substr {text skip {end {}}} {
        set rest [string range $text $skip end]
        if {$end eq ""} { return $rest }
        if {[string is integer -strict $end]} { return [string range $rest 0 [expr {$end - 1}]] }
        set at [string first $end $rest]
        return [expr {$at < 0 ? $rest : [string range $rest 0 [expr {$at - 1}]]}]
    }
    proc findstr {text searched {skip 0} {end {}}} {
        set at [string first $searched $text]
        if {$at < 0} { return "" }
        return [substr $text [expr {$at + $skip}] $end]
    }
    proc call {name args} {
        set caller $::tmm::rule
        set called $caller
        regexp {^(.*)::([^:]+)$} $name -> called name
        set found [::tmm::procedure $called $name]
        set ::tmm::rule [lindex $found 0]
        set code [catch { uplevel 1 [linsert $args 0 [lindex $found 1]] } result options]
        set ::tmm::rule $caller
        return -options $options $result
    }
    proc tcl::mathfunc::irule_equals {one other} { string equal $one $other }
    proc tcl::mathfunc::irule_contains {text part} { expr {[string first $part $text] >= 0} }
    proc tcl::mathfunc::irule_starts_with {text part} { string equal -length [string length $part] $part $text }
    proc tcl::mathfunc::irule_ends_with {text part} {
        expr {[string length $part] <= [string length $text] && [string range $text end-[expr {[string length $part] - 1}] end] eq $part}
    }
    proc tcl::mathfunc::irule_matches {text pattern} { string match $pattern $text }
    proc tcl::mathfunc::irule_matches_glob {text pattern} { string match $pattern $text }
    proc tcl::mathfunc::irule_matches_regex {text pattern} { regexp -- $pattern $text }
    # 8.4 has no variable spring into being.
    proc incr {name {increment 1}} {
        upvar 1 $name value
        if {![info exists value]} { error "can't read \"$name\": no such variable" }
        set value [expr {$value + $increment}]
    }
    rename yield ::tmm::yield
    rename coroutine ::tmm::coroutine
    foreach gone {
        apply auto_execok auto_import auto_load auto_qualify chan coroinject coroprobe dict eof fblocked fconfigure fcopy fileevent flush
        gets interp lassign lmap lrepeat lreverse package pid puts read seek tailcall tell throw time try unknown update vwait yieldto
        zlib lremove lpop ledit const after file tcl_findLibrary timerate
    } {
        if {[info commands $gone] ne ""} { rename $gone {} }
    }
    rename namespace {}
    rename rename ::tmm::rename
}

interp alias $ip clock {} rule_clock
interp alias $ip ::tmm::procedure {} procedure
foreach command [info procs tmm_*] {
    regsub {^tmm_} $command {} name
    regsub {^([A-Z]+)_} $name {\1::} name
    interp alias $ip $name {} $command
}
