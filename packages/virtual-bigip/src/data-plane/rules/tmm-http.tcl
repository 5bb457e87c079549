# TMM's commands on HTTP requests and responses.

proc tmm_HTTP_host {args} { tmm_HTTP_header value Host {*}$args }
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
    set name [lindex $args 0]
    switch -- $sub {
        value { if {[llength $args] < 2} { return [lindex [header_values $name] end] } }
        values {
            # One value is told as it is, not as a list.
            set values [header_values $name]
            return [expr {[llength $values] == 1 ? [lindex $values 0] : $values}]
        }
        names { set names {}; foreach {key value} $headers { lappend names $key }; return $names }
        count { return [expr {[llength $args] ? [llength [header_values $name]] : [llength $headers] / 2}] }
        exists { return [expr {[llength [header_values $name]] > 0}] }
        at { return [lindex $headers [expr {$name * 2}]] }
        lws { return 0 }
        is_keepalive { return [tmm_HTTP_is_keepalive] }
        is_redirect { return [tmm_HTTP_is_redirect] }
        insert - replace - remove - sanitize {}
        default { return [lindex [header_values $sub] end] }
    }
    set now(changed) 1
    switch -- $sub {
        insert {
            if {$name eq "lws"} { set args [lrange $args 1 end] }
            if {[llength $args] == 1} { set args [lindex $args 0] }
            foreach {key value} $args { lappend headers $key $value }
        }
        value - replace {
            set at [last_header $name]
            if {$at < 0} { lappend headers $name [lindex $args 1] } else { lset headers $at+1 [lindex $args 1] }
        }
        remove {
            set at [last_header $name]
            if {$at >= 0} { set headers [lreplace $headers $at $at+1] }
        }
        sanitize {
            set kept {}
            foreach {key value} $headers { if {[lsearch -exact -nocase $args $key] >= 0} { lappend kept $key $value } }
            set headers $kept
        }
    }
    return ""
}
# Where the last of several headers of that name stands.
proc last_header {name} {
    set found -1
    set at 0
    foreach {key value} $::headers {
        if {[string equal -nocase $key $name]} { set found $at }
        incr at 2
    }
    return $found
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
            -version { set args [lrange $args 1 end] }
            -reset {}
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
