# TMM's commands on events, connections and data. `tmm_NAMESPACE_name` is what rules call `NAMESPACE::name`; it runs outside their interpreter.

array set disabled {}

# What an event is about. `headers` are the request's, in response events the response's: name value name value ...;
# in events of DNS the message stands in their place.
proc begin_event {connection event context} {
    global now headers search
    array unset now
    array unset search
    set now(connection) $connection
    set now(event) $event
    set names {time virtual clientAddress clientPort localAddress localPort pool serverAddress serverPort method uri version status}
    foreach name $names value [lrange $context 0 12] { set now($name) $value }
    set now(responded) 0
    set now(changed) 0
    set headers [lrange $context 13 end]
    if {[string match DNS_* $event]} {
        begin_dns $headers
        set headers {}
    } else { array unset ::dns }
}

proc end_event {} {
    global now headers
    if {$now(changed)} { effect headers {*}$headers }
    end_dns
}

proc wrong {usage} { return -level 2 -code error "wrong # args: should be \"$usage\"" }

# A search goes through the elements as they were when it began, and ends with its event.
proc tmm_class {sub args} {
    global search
    switch -- $sub {
        startsearch {
            set id [array size search]
            set search($id) [known class get [lindex $args end]]
            return $id
        }
        nextelement {
            set id [lindex $args end]
            set element [lindex $search($id) 0]
            set search($id) [lrange $search($id) 1 end]
            switch -- [lindex $args 0] { -name { return [lindex $element 0] } -value { return [lindex $element 1] } }
            return $element
        }
        anymore { return [expr {[llength $search([lindex $args end])] > 0}] }
        donesearch { set search([lindex $args end]) {}; return "" }
    }
    return [known class $sub {*}$args]
}
proc tmm_matchclass {item operator class} { known class match -- $item $operator $class }
# There is no database of places.
proc tmm_whereis {args} { return "" }
proc rule_clock {sub args} {
    if {$sub eq "seconds"} { return $::now(time) }
    clock $sub {*}$args
}

foreach {part commands} {
    clientAddress {IP_client_addr IP_remote_addr client_addr remote_addr}
    clientPort {TCP_client_port TCP_remote_port client_port remote_port}
    localAddress {IP_local_addr local_addr}
    localPort {TCP_local_port local_port}
    serverAddress {IP_server_addr server_addr}
    serverPort {TCP_server_port server_port}
} {
    foreach command $commands { proc tmm_$command {args} "return \$::now($part)" }
}
proc tmm_IP_protocol {} { return 6 }
proc tmm_IP_version {} { expr {[string first : $::now(clientAddress)] < 0 ? 4 : 6} }
# IP::addr ADDRESS?/PREFIX? equals ADDRESS?/PREFIX?, and IP::addr ADDRESS mask MASK
proc tmm_IP_addr {address verb other args} {
    switch -- $verb {
        equals { return [known in-network $address $other] }
        mask { return [known masked $address $other] }
        default { error "bad option \"$verb\": must be equals or mask" }
    }
}
proc tmm_TCP_close {} { effect close }
proc tmm_drop {} { effect reject }
proc tmm_discard {} { effect reject }
proc tmm_reject {} { effect reject }
proc tmm_virtual {args} { return $::now(virtual) }
proc tmm_log {args} {
    set named [expr {[lindex $args 0] ne "-noname"}]
    effect log [expr {$named ? $::rule : ""}] [lindex $args end]
    return ""
}

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
foreach digest {md5 sha1 sha256 sha384 sha512} { proc tmm_$digest {text} "ask digest $digest \$text" }
