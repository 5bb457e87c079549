# Runs iRules: a safe interpreter that has what TMM's Tcl has, fed with frames from the data plane.
#
# A frame is a line of lengths, then that many bytes for each. Strings are bytes, as in TMM.
#   in    fire CONNECTION PROGRAM EVENT ...            runs the handlers of one event; only this has a reply
#         end CONNECTION
#         load PROGRAM SCRIPT {EVENT ARM RULE}...      defines a program: the handlers of one virtual's rules
#         unload PROGRAM
#         procedures RULE                              forgets the procedures of a rule
#         changed                                      answers about the configuration no longer hold
#         ok VALUE, error MESSAGE                      the answer to an `ask`
#   out   ask WORD...                                  a question, while a rule waits
#         done {NAME COUNT WORD...}...                 what the rules want done
#         failed RULE MESSAGE {NAME COUNT WORD...}...  the same, ended by a Tcl error
#
# A connection is a coroutine, so its handlers share local variables and no other connection sees them.

fconfigure stdin -translation binary -buffering full
fconfigure stdout -translation binary -buffering full

# Numbers are written as 8.4 writes them.
set tcl_precision 12
set commandLimit 1000000
set secondsLimit 3
set answersLimit 10000
set effects {}
array set handlers {}
array set answers {}

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

# Asks what only a change of the configuration answers otherwise. Errors are asked for again.
proc known {args} {
    global answers answersLimit
    if {[info exists answers($args)]} { return $answers($args) }
    set value [ask {*}$args]
    if {[array size answers] >= $answersLimit} { array unset answers }
    return [set answers($args) $value]
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
    foreach {event arm rule} $arms { lappend handlers($program,$event) $arm $rule }
}

proc unload_program {program} {
    global ip handlers
    unlimit
    $ip eval [list ::tmm::rename "program $program" {}]
    array unset handlers $program,*
}

# The command that is procedure NAME of RULE. Rules need not be on the same virtual server to call each other.
proc procedure {rule name} {
    global ip procedures
    if {[string index $rule 0] ne "/"} { set rule /Common/$rule }
    if {![info exists procedures($rule)]} {
        $ip eval [ask procedures $rule]
        set procedures($rule) {}
    }
    set command "procedure $rule $name"
    if {[$ip eval [list info commands $command]] eq ""} { return -code error "Undefined procedure: $name" }
    return [list $rule $command]
}

proc forget_procedures {rule} {
    global ip procedures
    unlimit
    foreach command [$ip eval [list info commands "procedure $rule *"]] { $ip eval [list ::tmm::rename $command {}] }
    unset -nocomplain procedures($rule)
}

proc end_connection {connection} {
    global ip connections disabled
    unlimit
    # An error that Tcl does not let a rule catch has ended the coroutine already.
    if {[$ip eval [list info commands "connection $connection"]] ne ""} { $ip eval [list ::tmm::rename "connection $connection" {}] }
    unset -nocomplain connections($connection)
    array unset disabled $connection,*
}

proc fire {connection program event context} {
    global ip handlers effects disabled connections
    set effects {}
    begin_event $connection $event $context
    unlimit
    if {![info exists connections($connection)]} {
        $ip eval [list ::tmm::coroutine "connection $connection" "program $program"]
        set connections($connection) {}
    }
    foreach {arm rule} $handlers($program,$event) {
        if {[info exists disabled($connection,$event)] || [info exists disabled($connection,)]} continue
        limit
        set code [catch { $ip eval [list ::tmm::run "connection $connection" $arm [set ::rule $rule]] } result]
        unlimit
        if {$code != 0} { return [list failed $rule $result] }
        switch -- $result {
            0 - 2 {}
            1 { return [list failed $rule [where_it_failed]] }
            3 { return [list failed $rule {invoked "break" outside of a loop}] }
            4 { return [list failed $rule {invoked "continue" outside of a loop}] }
            default { return [list failed $rule "command returned bad code: $result"] }
        }
    }
    end_event
    return [list done]
}

# The message and where it came from, on one line, without what is ours.
proc where_it_failed {} {
    set trace [dict get [$::ip eval {set ::tmm::options}] -errorinfo]
    regsub {\n    while executing\n.*\n    \(procedure "tmm_[^\n]*\n    invoked from within\n} $trace "\n    while executing\n" trace
    return [string map {\n { }} $trace]
}

foreach part {commands http dns balancing table sandbox} { source [file join [file dirname [info script]] tmm-$part.tcl] }

while 1 {
    set words [lassign [receive] kind]
    switch -- $kind {
        fire {
            set outcome [fire [lindex $words 0] [lindex $words 1] [lindex $words 2] [lrange $words 3 end]]
            send {*}$outcome {*}$effects
        }
        end { end_connection [lindex $words 0] }
        changed { array unset answers }
        load { load_program [lindex $words 0] [lindex $words 1] [lrange $words 2 end] }
        unload { unload_program [lindex $words 0] }
        procedures { forget_procedures [lindex $words 0] }
    }
}
