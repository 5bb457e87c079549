# TMM's commands, as far as HTTP traffic needs them. Each runs outside the interpreter that the rules run in.

array set disabled {}

# What an event is about. `headers` are the request's, in response events the response's: name value name value ...
proc begin_event {connection event context} {
    global now headers requestHeaders
    array unset now
    set now(connection) $connection
    set now(event) $event
    set names {virtual clientAddress clientPort localAddress localPort pool serverAddress serverPort method uri version status}
    foreach name $names value [lrange $context 0 11] { set now($name) $value }
    set now(responded) 0
    set now(changed) 0
    set headers [lrange $context 12 end]
}

proc end_event {} {
    global now headers
    if {$now(changed)} { effect headers {*}$headers }
}

proc wrong {usage} { return -level 2 -code error "wrong # args: should be \"$usage\"" }

proc tmm_HTTP_host {args} {
    if {[llength $args]} { return [tmm_HTTP_header replace Host [lindex $args 0]] }
    return [tmm_HTTP_header value Host]
}
proc tmm_HTTP_method {args} { part_of_request method $args }
proc tmm_HTTP_version {args} { part_of_request version $args }
proc tmm_HTTP_uri {args} {
    if {[lindex $args 0] eq "-normalized"} { set args [lrange $args 1 end] }
    part_of_request uri $args
}
proc part_of_request {part value} {
    global now
    if {[llength $value]} {
        set now($part) [lindex $value 0]
        effect $part $now($part)
    }
    return $now($part)
}
proc tmm_HTTP_path {args} {
    global now
    set question [string first ? $now(uri)]
    if {[lindex $args 0] eq "-normalized"} { set args [lrange $args 1 end] }
    if {[llength $args]} { return [tmm_HTTP_uri [lindex $args 0][expr {$question < 0 ? "" : [string range $now(uri) $question end]}]] }
    return [expr {$question < 0 ? $now(uri) : [string range $now(uri) 0 $question-1]}]
}
proc tmm_HTTP_query {args} {
    global now
    set question [string first ? $now(uri)]
    if {[llength $args]} { return [tmm_HTTP_uri [tmm_HTTP_path]?[lindex $args 0]] }
    return [expr {$question < 0 ? "" : [string range $now(uri) $question+1 end]}]
}
proc tmm_HTTP_status {} { return $::now(status) }
proc tmm_HTTP_is_keepalive {} { expr {$::now(version) eq "1.1"} }
proc tmm_HTTP_is_redirect {} { expr {$::now(status) in {301 302 303 305 307 308}} }
proc tmm_HTTP_has_responded {} { return $::now(responded) }
proc tmm_HTTP_close {} { effect close }

proc header_values {name} {
    set values {}
    foreach {key value} $::headers { if {[string equal -nocase $key $name]} { lappend values $value } }
    return $values
}
proc tmm_HTTP_header {sub args} {
    global headers now
    # Which one of several `value` tells is not settled; the last is what rules can rely on least.
    switch -- $sub {
        value { return [lindex [header_values [lindex $args 0]] end] }
        values { return [header_values [lindex $args 0]] }
        names { set names {}; foreach {key value} $headers { lappend names $key }; return $names }
        count { return [expr {[llength $args] ? [llength [header_values [lindex $args 0]]] : [llength $headers] / 2}] }
        exists { return [expr {[llength [header_values [lindex $args 0]]] > 0}] }
        at { return [lindex $headers [expr {[lindex $args 0] * 2}]] }
        is_keepalive { return [tmm_HTTP_is_keepalive] }
        is_redirect { return [tmm_HTTP_is_redirect] }
        insert {
            if {[lindex $args 0] eq "lws"} { set args [lrange $args 1 end] }
            if {[llength $args] == 1} { set args [lindex $args 0] }
            foreach {key value} $args { lappend headers $key $value }
        }
        replace {
            lassign $args name replacement
            set kept {}
            set done 0
            foreach {key value} $headers {
                if {![string equal -nocase $key $name]} { lappend kept $key $value } elseif {!$done} { lappend kept $key $replacement; set done 1 }
            }
            if {!$done} { lappend kept $name $replacement }
            set headers $kept
        }
        remove {
            set kept {}
            foreach {key value} $headers { if {![string equal -nocase $key [lindex $args 0]]} { lappend kept $key $value } }
            set headers $kept
        }
        default { return [lindex [header_values $sub] end] }
    }
    set now(changed) 1
    return ""
}
proc tmm_HTTP_cookie {sub args} {
    set pairs {}
    foreach line [header_values Cookie] {
        foreach pair [split $line ";"] {
            set at [string first = $pair]
            if {$at > 0} { lappend pairs [string trim [string range $pair 0 $at-1]] [string trim [string range $pair $at+1 end]] }
        }
    }
    switch -- $sub {
        names { return [dict keys $pairs] }
        count { return [dict size $pairs] }
        exists { return [dict exists $pairs [lindex $args 0]] }
        value { return [expr {[dict exists $pairs [lindex $args 0]] ? [dict get $pairs [lindex $args 0]] : ""}] }
        default { return [expr {[dict exists $pairs $sub] ? [dict get $pairs $sub] : ""}] }
    }
}
proc answered {} {
    if {$::now(responded)} { return -level 2 -code error "Operation not supported. Multiple redirect/respond invocations not allowed" }
    set ::now(responded) 1
}
proc tmm_HTTP_respond {status args} {
    answered
    if {![string is integer -strict $status] || $status < 100 || $status > 999} { error "Illegal value. HTTP status code: $status" }
    set content ""
    set server BigIP
    set extra {}
    while {[llength $args]} {
        set args [lassign $args word]
        switch -- $word {
            -version - -reset { set args [lrange $args 1 end] }
            content { set args [lassign $args content] }
            noserver { set server "" }
            default { set args [lassign $args value]; lappend extra $word $value }
        }
    }
    effect respond $status $server $content {*}$extra
}
proc tmm_HTTP_redirect {location} {
    answered
    effect respond 302 BigIP "" Location $location
}

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
proc tmm_node {address {port 0}} { effect node [known address $address] $port; return "" }
proc tmm_LB_server {{part {}}} {
    global now
    switch -- $part {
        pool { return $now(pool) }
        addr { return $now(serverAddress) }
        port { return $now(serverPort) }
        name { return $now(serverAddress) }
        {} { return [expr {$now(serverAddress) eq "" ? $now(pool) : [list $now(pool) $now(serverAddress) $now(serverPort)]}] }
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
    if {[llength $args] == 0} { return [ask status $now(pool) $now(serverAddress) $now(serverPort)] }
    if {[lindex $args 0] ne "pool" || [lindex $args 2] ne "member"} { wrong "LB::status ?pool name member address port?" }
    set status [ask status [known pool [lindex $args 1]] [lindex $args 3] [lindex $args 4]]
    if {[llength $args] > 5} { return [expr {$status eq [lindex $args 5]}] }
    return $status
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
proc tmm_class {sub args} { known class $sub {*}$args }

foreach {command part} {IP_client_addr clientAddress IP_remote_addr clientAddress IP_local_addr localAddress IP_server_addr serverAddress
    TCP_client_port clientPort TCP_remote_port clientPort TCP_local_port localPort TCP_server_port serverPort} {
    proc tmm_$command {args} "return \$::now($part)"
}
proc tmm_IP_protocol {} { return 6 }
proc tmm_IP_version {} { expr {[string first : $::now(clientAddress)] < 0 ? 4 : 6} }
proc tmm_TCP_close {} { effect close }
proc tmm_drop {} { effect reject }
proc tmm_discard {} { effect reject }
proc tmm_reject {} { effect reject }
proc tmm_virtual {args} { return $::now(virtual) }
proc tmm_log {args} { effect log $::rule [lindex $args end] }

# `event disable`, `event NAME disable`, `event disable all`, and the same with enable: for this connection.
proc tmm_event {args} {
    global now disabled
    set verb [lsearch -inline $args *able]
    set event [lsearch -inline -not $args *able]
    if {$event eq ""} { set event $now(event) }
    if {$event eq "all"} { set event "" }
    if {$verb eq "disable"} { set disabled($now(connection),$event) 1 } else { unset -nocomplain disabled($now(connection),$event) }
    if {$event eq "" && $verb eq "enable"} { array unset disabled $now(connection),* }
    return ""
}

proc tmm_crc32 {text} { zlib crc32 $text }
proc tmm_b64encode {text} { binary encode base64 $text }
proc tmm_b64decode {text} { binary decode base64 $text }
foreach digest {md5 sha1 sha256} { proc tmm_$digest {text} "ask digest $digest \$text" }
