# The session table: values that all connections share, each for as long as it is touched or for its lifetime.

set defaultTimeout 180
# {SUBTABLE KEY} -> value, timeout, lifetime, when touched and when made, in seconds; -1 for ever.
array set table {}

# The entry under `id`, or an empty list.
proc entry {id} {
    global table now
    if {![info exists table($id)]} { return {} }
    lassign $table($id) value timeout lifetime touched made
    if {($timeout >= 0 && $now(time) >= $touched + $timeout) || ($lifetime >= 0 && $now(time) >= $made + $lifetime)} {
        unset table($id)
        return {}
    }
    return $table($id)
}

proc seconds {text kept} {
    if {[string match indef* $text]} { return -1 }
    if {![string is integer -strict $text] || $text < 0} { error "invalid timeout or lifetime: $text" }
    return [expr {$text == 0 ? $kept : $text}]
}
proc in_words {seconds} { expr {$seconds < 0 ? "indef" : $seconds} }

proc store {id value times} {
    global table now defaultTimeout
    set entry [entry $id]
    lassign $entry old timeout lifetime touched made
    if {$entry eq {}} { lassign [list $defaultTimeout -1 $now(time)] timeout lifetime made }
    if {[llength $times]} {
        set timeout [seconds [lindex $times 0] $timeout]
        set lifetime [expr {[llength $times] > 1 ? [seconds [lindex $times 1] $lifetime] : -1}]
    }
    set table($id) [list $value $timeout $lifetime $now(time) $made]
    return $value
}

proc tmm_table {sub args} {
    global table now defaultTimeout
    array set option {-subtable {} -notouch 0 -mustexist 0 -excl 0 -remaining 0 -count 0 -all 0}
    while {[string match -* [lindex $args 0]]} {
        set args [lassign $args name]
        switch -- $name {
            -- break
            -georedundancy {}
            -subtable { set args [lassign $args option(-subtable)] }
            default {
                if {![info exists option($name)]} { error "bad option \"$name\"" }
                set option($name) 1
            }
        }
    }
    lassign $args key value
    set id [list $option(-subtable) $key]
    set entry [entry $id]
    set is [expr {$entry ne {}}]
    switch -- $sub {
        set - add - replace {
            if {$sub eq "add"} { set option(-excl) 1 }
            if {$sub eq "replace"} { set option(-mustexist) 1 }
            if {$is && $option(-excl)} { return [lindex $entry 0] }
            if {!$is && $option(-mustexist)} { return "" }
            set times [lrange $args 2 end]
            set touched [lindex $entry 3]
            store $id $value [expr {[llength $times] ? $times : $defaultTimeout}]
            if {$is && $option(-notouch)} { lset table($id) 3 $touched }
            return $value
        }
        lookup {
            if {$is && !$option(-notouch)} { lset table($id) 3 $now(time) }
            return [lindex $entry 0]
        }
        incr - append {
            if {!$is && $option(-mustexist)} { return "" }
            set old [lindex $entry 0]
            if {$sub eq "append"} { set new $old$value } else { set new [expr {($is ? $old : 0) + ([llength $args] > 1 ? $value : 1)}] }
            set touched [lindex $entry 3]
            store $id $new {}
            if {$is && $option(-notouch)} { lset table($id) 3 $touched }
            return $new
        }
        delete {
            if {!$option(-all)} { unset -nocomplain table($id) } else {
                foreach other [array names table] { if {[lindex $other 0] eq $option(-subtable)} { unset table($other) } }
            }
            return ""
        }
        timeout - lifetime {
            if {!$is} { return -1 }
            lassign [expr {$sub eq "timeout" ? {1 3} : {2 4}}] at since
            if {[llength $args] > 1} { lset table($id) $at [seconds $value [lindex $entry $at]]; set entry $table($id) }
            set seconds [lindex $entry $at]
            if {$option(-remaining) && $seconds >= 0} { set seconds [expr {[lindex $entry $since] + $seconds - $now(time)}] }
            return [in_words $seconds]
        }
        keys {
            set keys {}
            foreach other [array names table] {
                if {[lindex $other 0] ne $option(-subtable) || [entry $other] eq {}} continue
                if {!$option(-notouch) && !$option(-count)} { lset table($other) 3 $now(time) }
                lappend keys [lindex $other 1]
            }
            return [expr {$option(-count) ? [llength $keys] : [lsort $keys]}]
        }
        default { error "bad option \"$sub\"" }
    }
}
