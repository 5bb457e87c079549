# TMM's commands on DNS messages. A record is its text, `name. ttl class type data`, wherever rules hold it.

set dnsNames {length origin id flags questions name type class edns do size nsid address source scope}
array set dnsBits {qr 15 aa 10 tc 9 rd 8 ra 7 ad 5 cd 4}
set opcodes {QUERY IQUERY STATUS 3 NOTIFY UPDATE}
set rcodes {NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMPL REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE}

proc begin_dns {fields} {
    global dns dnsNames moved
    array unset moved
    array unset dns
    foreach name $dnsNames value [lrange $fields 0 [llength $dnsNames]-1] { set dns($name) $value }
    set at [llength $dnsNames]
    foreach section {answer authority additional} {
        set count [lindex $fields $at]
        set dns($section) [lrange $fields $at+1 $at+$count]
        incr at [expr {$count + 1}]
    }
    set dns(changed) 0
}

proc end_dns {} {
    global dns dnsNames
    if {![info exists dns(changed)] || !$dns(changed)} return
    set fields {}
    foreach name $dnsNames { lappend fields $dns($name) }
    foreach section {answer authority additional} { lappend fields [llength $dns($section)] {*}$dns($section) }
    effect dns-message {*}$fields
}

proc change_dns {name value} {
    global dns
    set dns($name) $value
    set dns(changed) 1
    return $value
}

proc whole_number {text most} {
    if {![string is wideinteger -strict $text] || $text < 0 || $text > $most} { return -level 2 -code error "invalid value \"$text\"" }
    return [expr {$text + 0}]
}
proc truth {text} {
    if {![string is boolean -strict $text]} { return -level 2 -code error "expected boolean value but got \"$text\"" }
    return [expr {$text ? 1 : 0}]
}

# A code in `count` bits from bit `at` on, by name where it has one.
proc coded {names at args} {
    global dns
    if {![llength $args]} {
        set code [expr {($dns(flags) >> $at) & 15}]
        return [expr {$code < [llength $names] ? [lindex $names $code] : $code}]
    }
    set code [lsearch -exact -nocase $names [lindex $args 0]]
    if {$code < 0} { set code [whole_number [lindex $args 0] 15] }
    change_dns flags [expr {($dns(flags) & ~(15 << $at)) | ($code << $at)}]
    return ""
}

proc tmm_DNS_header {field args} {
    global dns dnsBits opcodes rcodes
    if {[llength $args] > 1} { wrong "DNS::header field ?value?" }
    switch -- $field {
        id {
            if {[llength $args]} { change_dns id [whole_number [lindex $args 0] 65535] }
            return $dns(id)
        }
        opcode { return [coded $opcodes 11 {*}$args] }
        rcode { return [coded $rcodes 0 {*}$args] }
        qdcount { return $dns(questions) }
        ancount { return [llength $dns(answer)] }
        nscount { return [llength $dns(authority)] }
        arcount { return [expr {[llength $dns(additional)] + $dns(edns)}] }
    }
    if {![info exists dnsBits($field)]} {
        error "bad option \"$field\": must be id, qr, opcode, aa, tc, rd, ra, ad, cd, rcode, qdcount, ancount, nscount, or arcount"
    }
    set bit [expr {1 << $dnsBits($field)}]
    if {[llength $args]} { change_dns flags [expr {[truth [lindex $args 0]] ? $dns(flags) | $bit : $dns(flags) & ~$bit}] }
    return [expr {($dns(flags) & $bit) != 0}]
}

proc tmm_DNS_question {part args} {
    global dns
    if {$part ni {name type class}} { error "bad option \"$part\": must be name, type, or class" }
    if {[llength $args]} {
        set value [lindex $args 0]
        # It must be a name that a record may have.
        if {$part eq "name"} { known record "[string trimright $value .]. 0 IN NULL \\# 0" }
        change_dns $part [expr {$part eq "name" ? [string trimright $value .] : [string toupper $value]}]
    }
    return $dns($part)
}

foreach section {answer authority additional} { proc tmm_DNS_$section {args} "section $section \$args" }
proc section {name words} {
    global dns
    lassign $words verb record
    switch -- $verb {
        "" { return $dns($name) }
        clear { change_dns $name {} }
        insert { change_dns $name [concat $dns($name) [list [known record [held $record]]]] }
        remove {
            set at [lsearch -exact $dns($name) [held $record]]
            if {$at >= 0} { change_dns $name [lreplace $dns($name) $at $at] }
        }
        default { error "bad option \"$verb\": must be clear, insert, or remove" }
    }
    return ""
}

proc tmm_DNS_rr {args} {
    if {[llength $args] == 1} { return [known record [lindex $args 0]] }
    if {[llength $args] < 5} { wrong "DNS::rr name type class ttl rdata" }
    lassign $args name type class ttl
    # Rules in the field also write the order of the text.
    if {[string is integer -strict $type]} { lassign $args name ttl class type }
    return [known record "[string trimright $name .]. $ttl $class $type [join [lrange $args 4 end]]"]
}

# What became of a record since the rule got hold of it.
proc held {record} {
    global moved
    while {[info exists moved($record)]} { set record $moved($record) }
    return $record
}

foreach {part at} {name 0 ttl 1 class 2 type 3} { proc tmm_DNS_$part {record args} "part_of_record \$record $at \$args" }
proc tmm_DNS_rdata {record args} { part_of_record $record 4 $args }
proc part_of_record {record at value} {
    global dns moved
    set record [held $record]
    if {![regexp {^(\S+) (\S+) (\S+) (\S+) (.*)$} $record -> name ttl class type data]} { error "not a resource record: \"$record\"" }
    set parts [list $name $ttl $class $type $data]
    if {![llength $value]} { return [lindex $parts $at] }
    set value [join $value]
    if {$at == 0} { set value "[string trimright $value .]." }
    lset parts $at $value
    set changed [known record [join $parts " "]]
    if {$changed eq $record} { return "" }
    set moved($record) $changed
    unset -nocomplain moved($changed)
    foreach section {answer authority additional} {
        set place [lsearch -exact $dns($section) $record]
        if {$place >= 0} { change_dns $section [lreplace $dns($section) $place $place $changed] }
    }
    return ""
}

proc tmm_DNS_edns0 {part args} {
    global dns
    lassign $args value other
    switch -- $part {
        exists {
            switch -- $value {
                nsid { return $dns(nsid) }
                subnet { return [expr {$dns(address) ne ""}] }
            }
            return $dns(edns)
        }
        remove {
            switch -- $value {
                nsid { change_dns nsid 0 }
                subnet { change_dns address "" }
                default { change_dns edns 0 }
            }
            return ""
        }
        do {
            if {[llength $args]} { change_dns do [truth $value] }
            return $dns(do)
        }
        sz {
            if {[llength $args]} { change_dns size [whole_number $value 65535] }
            return $dns(size)
        }
        subnet {
            if {$value ni {address source scope}} { error "bad option \"$value\": must be address, scope, or source" }
            if {!$dns(edns) || $dns(address) eq ""} { error "no client subnet" }
            if {[llength $args] > 1} { change_dns $value $other }
            return $dns($value)
        }
        nsid { return "" }
    }
    error "bad option \"$part\": must be do, exists, nsid, remove, subnet, or sz"
}

proc tmm_DNS_ptype {} {
    global dns
    if {!($dns(flags) & 0x8000)} { return QUESTION }
    if {($dns(flags) & 15) == 3} { return NXDOMAIN }
    if {[llength $dns(answer)]} { return ANSWER }
    set types {}
    foreach record $dns(authority) { lappend types [lindex [split $record] 3] }
    return [expr {"NS" in $types && "SOA" ni $types ? "REFERRAL" : "NODATA"}]
}
proc tmm_DNS_len {} { return $::dns(length) }
proc tmm_DNS_origin {} { return $::dns(origin) }
proc tmm_DNS_return {} { effect dns-return }
proc tmm_DNS_drop {} { effect dns-drop }
proc tmm_DNS_last_act {action} {
    if {$action ni {allow drop reject hint noerror}} { error "bad option \"$action\": must be allow, drop, hint, noerror, or reject" }
    effect dns-last-act $action
}
foreach verb {enable disable} { proc tmm_DNS_$verb {args} "effect dns-$verb {*}\$args" }
