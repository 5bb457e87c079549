# Answers DNS questions about the names in Berth's internal zones. Every other question passes as it came.
#
# berth_dns_NN   string data group: name -> what it has; NN is the CRC-32 of the first label modulo the number of shards
#                (with one shard: berth_dns). A name is in lower case, without the final dot. What it has is one word for
#                each type, in any order, or - alone for a name that is there and has nothing at the moment:
#                  a=ADDRESS,ADDRESS    aaaa=ADDRESS,ADDRESS    srv=PORT:NAME,PORT:NAME    ptr=NAME,NAME
#
# A service's record names all endpoints that are offered; an answer holds at most 8 of them, beginning anywhere.
# One question costs the same however many names there are. Lines that end in "setting" are rendered from the configuration.

when DNS_REQUEST {
    set berth_folder /berth ;# setting
    set berth_shards 16 ;# setting
    # Each zone with what its unknown names get, `pass` or `nxdomain`; inner zones before outer ones.
    set berth_zones {} ;# setting
    set berth_servers {} ;# setting
    set berth_contact hostmaster.invalid ;# setting
    # Serial, refresh, retry and expire of the zones.
    set berth_soa {1 3600 600 86400} ;# setting
    set berth_ttl 5 ;# setting
    set berth_negative_ttl 5 ;# setting

    # A client may ask for any bytes; answers repeat the name as it was asked.
    set berth_asked [DNS::question name]
    if { $berth_asked ends_with "." } {
        set berth_asked [string range $berth_asked 0 end-1]
    }
    set berth_name [string tolower $berth_asked]
    set berth_zone ""
    foreach { berth_candidate berth_unknown } $berth_zones {
        # A dot behind a backslash is part of a label.
        if { ".$berth_name" ends_with ".$berth_candidate" && !($berth_name ends_with "\\.$berth_candidate") } {
            set berth_zone $berth_candidate
            break
        }
    }
    if { $berth_zone eq "" } {
        return
    }

    # _www._tcp.ZONE asks for the ports of service www, as www.ZONE does.
    set berth_key $berth_name
    set berth_label [getfield $berth_name "." 1]
    if { $berth_label starts_with "_" && $berth_name eq "$berth_label._tcp.$berth_zone" } {
        set berth_label [string range $berth_label 1 end]
        set berth_key "$berth_label.$berth_zone"
    }
    set berth_group "$berth_folder/berth_dns"
    if { $berth_shards != 1 } {
        append berth_group "_" [format %02d [expr { [crc32 $berth_label] % $berth_shards }]]
    }
    set berth_record ""
    if { [class exists $berth_group] } {
        set berth_record [class lookup -- $berth_key $berth_group]
    }

    set berth_type [DNS::question type]
    set berth_rcode noerror
    if { [DNS::header opcode] ne "QUERY" } {
        set berth_rcode notimpl
    } elseif { [DNS::header qdcount] != 1 } {
        set berth_rcode formerr
    } elseif { [DNS::question class] ne "IN" } {
        set berth_rcode refused
    } else {
        # Neither the zone as a whole nor keys are to be had here.
        switch -- $berth_type {
            AXFR - IXFR - TKEY - TSIG { set berth_rcode refused }
        }
    }

    # What isn't ours may be somebody else's, in a zone that we share.
    if { $berth_record eq "" && $berth_unknown eq "pass" } {
        if { $berth_name ne $berth_zone || $berth_rcode ne "noerror" } {
            return
        }
        switch -- $berth_type {
            SOA - NS - ANY {}
            default { return }
        }
    }

    set berth_kind ""
    set berth_values {}
    if { $berth_rcode eq "noerror" } {
        if { $berth_name eq $berth_zone } {
            switch -- $berth_type {
                SOA - ANY { set berth_kind soa }
                NS { set berth_kind ns }
            }
        }
        if { $berth_kind eq "ns" } {
            set berth_values $berth_servers
        } elseif { $berth_kind eq "" && $berth_record eq "" && $berth_name ne $berth_zone } {
            # Above a name that may be there, nothing may be denied: the service's _tcp, and parts of reverse names.
            set berth_rcode nxdomain
            if { $berth_name eq "_tcp.$berth_zone" } {
                set berth_rcode noerror
            } elseif { $berth_zone ends_with ".in-addr.arpa" || $berth_zone ends_with ".ip6.arpa" } {
                set berth_depth [expr { $berth_zone ends_with ".ip6.arpa" ? 34 : 6 }]
                if { [string is xdigit -strict $berth_label] && [llength [split $berth_name "."]] < $berth_depth } {
                    set berth_rcode noerror
                }
            }
        } elseif { $berth_kind eq "" } {
            # Who asks for any type gets one that is there (RFC 8482).
            set berth_wanted [string tolower $berth_type]
            foreach berth_word [split $berth_record " "] {
                set berth_kind [getfield $berth_word "=" 1]
                if { $berth_key ne $berth_name && $berth_kind ne "srv" } {
                    continue
                }
                if { $berth_kind eq $berth_wanted || $berth_wanted eq "any" } {
                    set berth_values [split [getfield $berth_word "=" 2] ","]
                    break
                }
            }
        }
    }

    DNS::answer clear
    DNS::authority clear
    DNS::header rcode $berth_rcode
    DNS::header tc 0
    DNS::header ra 0
    DNS::header ad 0
    switch -- $berth_rcode {
        noerror - nxdomain { DNS::header aa 1 }
        default {
            DNS::header aa 0
            DNS::return
            return
        }
    }

    set berth_answers 0
    set berth_count [llength $berth_values]
    set berth_first [expr { int(rand() * $berth_count) }]
    for { set berth_at 0 } { $berth_at < $berth_count && $berth_at < 8 } { incr berth_at } {
        set berth_value [lindex $berth_values [expr { ($berth_first + $berth_at) % $berth_count }]]
        switch -- $berth_kind {
            a { set berth_data "A $berth_value" }
            aaaa { set berth_data "AAAA $berth_value" }
            ptr { set berth_data "PTR $berth_value." }
            ns { set berth_data "NS $berth_value." }
            srv { set berth_data "SRV 0 1 [getfield $berth_value ":" 1] [getfield $berth_value ":" 2]." }
            default { continue }
        }
        # A value that was edited by hand may be none.
        if { ![catch { DNS::answer insert "$berth_asked. $berth_ttl IN $berth_data" }] } {
            incr berth_answers
        }
    }
    if { $berth_answers == 0 } {
        set berth_data "SOA [lindex $berth_servers 0]. $berth_contact. $berth_soa $berth_negative_ttl"
        if { $berth_kind eq "soa" } {
            DNS::answer insert "$berth_asked. $berth_ttl IN $berth_data"
        } else {
            DNS::authority insert "$berth_zone. $berth_negative_ttl IN $berth_data"
        }
    }
    DNS::return
}
