# Runs iRules: a safe interpreter that has what TMM's Tcl has, fed with frames from the data plane.
#
# A frame is a line of lengths, then that many bytes for each. Strings are bytes, as in TMM.
#   in    load PROGRAM SCRIPT {EVENT ARM RULE}...          defines a program: the handlers of one virtual's rules
#         fire CONNECTION PROGRAM EVENT ...                runs the handlers of one event
#         end CONNECTION, unload PROGRAM                   no reply
#         ok VALUE, error MESSAGE                          the reply to an `ask`
#   out   ask WORD...                                      a question about the configuration, while a rule waits
#         done {NAME COUNT WORD...}...                     what the rules want done
#         failed RULE MESSAGE {NAME COUNT WORD...}...      the same, ended by a Tcl error
#
# A connection is a coroutine, so its handlers share local variables and no other connection sees them.

fconfigure stdin -translation binary -buffering full
fconfigure stdout -translation binary -buffering full

set commandLimit 200000
set secondsLimit 3
set effects {}
array set handlers {}

proc send {args} {
    set lengths {}
    foreach field $args { lappend lengths [string length $field] }
    puts -nonewline stdout "$lengths\n[join $args {}]"
    flush stdout
}

proc receive {} {
    if {[gets stdin lengths] < 0} exit
    set bytes [read stdin [expr [join $lengths +]]]
    set at 0
    set fields {}
    foreach length $lengths {
        lappend fields [string range $bytes $at [expr {$at + $length - 1}]]
        incr at $length
    }
    return $fields
}

proc ask {args} {
    send ask {*}$args
    lassign [receive] kind value
    if {$kind ne "ok"} { return -code error $value }
    return $value
}

# Notes what a rule wants done; the data plane does it when the event is over.
proc effect {name args} { lappend ::effects $name [llength $args] {*}$args }

# A limit that was passed once stops everything until it is taken away.
proc limit {} {
    global ip commandLimit secondsLimit
    interp limit $ip command -value [expr {[$ip eval {info cmdcount}] + $commandLimit}]
    interp limit $ip time -seconds [expr {[clock seconds] + $secondsLimit}] -granularity 100
}
proc unlimit {} {
    global ip
    interp limit $ip command -value {}
    interp limit $ip time -seconds {}
}

proc load_program {program script arms} {
    global ip handlers
    unlimit
    $ip eval $script
    array unset handlers $program,*
    foreach {event arm rule} $arms { lappend handlers($program,$event) $arm $rule }
}

proc end_connection {connection} {
    global ip
    unlimit
    catch { $ip eval [list ::tmm::rename c$connection {}] }
    array unset ::disabled $connection,*
}

proc fire {connection program event context} {
    global ip handlers effects disabled
    set effects {}
    begin_event $connection $event $context
    if {![info exists handlers($program,$event)]} { return [list done] }
    unlimit
    if {[$ip eval [list info commands ::c$connection]] eq ""} { $ip eval [list ::tmm::coroutine c$connection program$program] }
    limit
    foreach {arm rule} $handlers($program,$event) {
        if {[info exists disabled($connection,$event)] || [info exists disabled($connection,)]} continue
        set ::rule $rule
        set code [catch { $ip eval [list ::tmm::run c$connection $arm $rule] } result]
        unlimit
        if {$code != 0} { return [list failed $rule $result] }
        switch -- $result {
            0 - 2 {}
            1 { return [list failed $rule [string map {\n { }} [dict get [$ip eval {set ::tmm::options}] -errorinfo]]] }
            3 { return [list failed $rule {invoked "break" outside of a loop}] }
            4 { return [list failed $rule {invoked "continue" outside of a loop}] }
            default { return [list failed $rule "command returned bad code: $result"] }
        }
        limit
    }
    unlimit
    end_event
    return [list done]
}

source [file join [file dirname [info script]] tmm-commands.tcl]
source [file join [file dirname [info script]] tmm-sandbox.tcl]

while 1 {
    set words [lassign [receive] kind]
    switch -- $kind {
        load { load_program [lindex $words 0] [lindex $words 1] [lrange $words 2 end]; send done }
        unload { $ip eval [list ::tmm::rename program[lindex $words 0] {}]; array unset handlers [lindex $words 0],* }
        end { end_connection [lindex $words 0] }
        fire {
            set outcome [fire [lindex $words 0] [lindex $words 1] [lindex $words 2] [lrange $words 3 end]]
            send {*}$outcome {*}$effects
        }
    }
}
