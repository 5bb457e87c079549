# TMM's commands that choose pools and members, and ask about them.

proc tmm_pool {name args} {
    global now
    if {[llength $args] == 0} {
        effect pool [set now(pool) [known pool $name]]
    } elseif {[lindex $args 0] eq "member" && [llength $args] <= 3} {
        lassign $args -> address port
        effect member [set now(pool) [known pool $name]] [known member $now(pool) $address $port]
    } else { wrong "pool name ?member address port?" }
    return ""
}
proc tmm_node {address {port 0}} {
    effect node [known address $address] $port
    set ::now(pool) ""
    return ""
}
proc tmm_LB_server {{part {}}} {
    global now
    switch -- $part {
        pool { return $now(pool) }
        addr { return $now(serverAddress) }
        port { return $now(serverPort) }
        name - {} { return [expr {$now(serverAddress) eq "" ? $now(pool) : [list $now(pool) $now(serverAddress) $now(serverPort)]}] }
        default { error "bad option \"$part\": must be addr, name, pool, or port" }
    }
}
proc tmm_LB_reselect {args} {
    switch -- [lindex $args 0] {
        pool { tmm_pool {*}[lrange $args 1 end] }
        node { tmm_node {*}[lrange $args 1 end] }
    }
    effect reselect
    return ""
}
proc tmm_LB_status {args} {
    global now
    if {[lindex $args 0] eq "pool"} {
        if {[llength $args] < 5 || [lindex $args 2] ne "member"} { wrong "LB::status ?pool name member address port? ?status?" }
        set status [ask status [known pool [lindex $args 1]] [lindex $args 3] [lindex $args 4]]
        set asked [lrange $args 5 end]
    } else {
        set status [ask status $now(pool) $now(serverAddress) $now(serverPort)]
        set asked $args
    }
    return [expr {[llength $asked] ? $status eq [lindex $asked 0] : $status}]
}
proc tmm_LB_detach {} { effect detach }
proc tmm_active_members {args} {
    if {[lindex $args 0] eq "-list"} { return [ask active-list [lindex $args 1]] }
    return [ask active [lindex $args 0]]
}
proc tmm_members {args} {
    set list [known members [lindex $args end-[expr {[llength $args] > 1 && [lindex $args 0] ne "-list"}]]]
    return [expr {[lindex $args 0] eq "-list" ? $list : [llength $list]}]
}
