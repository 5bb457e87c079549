# Sends each HTTP request to the pool or to the container that its host name stands for.
#
# berth_services           string data group: host name -> pool
# berth_containers_NN      string data group: host name -> pool address port; NN is the CRC-32 of the
#                          first label modulo the number of shards (with one shard: berth_containers)
#
# What Berth doesn't know is left to the virtual server. One request costs the same however many
# containers run. Lines that end in "setting" are rendered from the configuration.

# A pool stays chosen for the rest of a connection, so each request begins with the virtual server's own.
when HTTP_REQUEST priority 10 {
    if { ![info exists berth_target] } {
        set berth_default [LB::server pool]
        # What the connection to a server was made for: a record's value, "" if not by this rule, "-" before the first.
        set berth_target "-"
    } elseif { $berth_target ne "" && $berth_target ne "-" && $berth_default ne "" } {
        if { [catch { pool $berth_default }] } {
            set berth_default ""
        }
    }
}

when HTTP_REQUEST {
    set berth_folder /berth ;# setting
    set berth_shards 16 ;# setting
    set berth_zones {} ;# setting
    set berth_unknown default ;# setting
    set berth_instances on ;# setting

    set berth_kind ""
    set berth_tries 0

    # The last Host of several; without port and trailing dot. A client may send any bytes here.
    set berth_host [getfield [string tolower [HTTP::header value Host]] ":" 1]
    if { $berth_host ends_with "." } {
        set berth_host [string range $berth_host 0 end-1]
    }

    # A service's own host names may lie outside the zones, so they come first.
    set berth_record ""
    if { $berth_host ne "" } {
        set berth_group "$berth_folder/berth_services"
        if { [class exists $berth_group] } {
            set berth_record [class lookup -- $berth_host $berth_group]
        }
        if { $berth_record ne "" } {
            set berth_kind service
        } elseif { $berth_instances eq "on" } {
            set berth_group "$berth_folder/berth_containers"
            if { $berth_shards != 1 } {
                append berth_group "_" [format %02d [expr { [crc32 [getfield $berth_host "." 1]] % $berth_shards }]]
            }
            if { [class exists $berth_group] } {
                set berth_record [class lookup -- $berth_host $berth_group]
            }
            if { $berth_record ne "" } {
                set berth_kind container
            }
        }
    }

    if { $berth_kind eq "" } {
        if { $berth_unknown eq "not-found" } {
            foreach berth_zone $berth_zones {
                if { ".$berth_host" ends_with ".$berth_zone" } {
                    catch { HTTP::respond 404 content "No container has this name.\n" Content-Type "text/plain" Cache-Control "no-store" }
                    return
                }
            }
        }
        if { $berth_target ne "" && $berth_target ne "-" } {
            # The request must not follow the last one to its container: neither over the connection that is there,
            # nor, on a virtual server without a pool, because the last one's is still chosen.
            catch { LB::detach }
            if { $berth_default eq "" && [LB::server pool] eq [getfield $berth_target " " 1] } {
                reject
            }
        }
        set berth_target ""
        return
    }

    if { $berth_kind eq "service" } {
        if { [catch { set berth_ready [active_members $berth_record] }] || $berth_ready == 0 } {
            catch { HTTP::respond 503 content "No container serves this name at the moment.\n" Content-Type "text/plain" Cache-Control "no-store" Retry-After 5 }
            return
        }
        # A request that may be sent twice is tried on other members too.
        switch -- [HTTP::method] {
            GET - HEAD - OPTIONS - TRACE - PUT - DELETE { set berth_tries [expr { $berth_ready > 3 ? 3 : $berth_ready - 1 }] }
        }
    }
    # Without OneConnect a connection to a server stays, whatever is chosen afterwards.
    if { $berth_target ne $berth_record && $berth_target ne "-" } {
        catch { LB::detach }
    }
    if { $berth_kind eq "service" } {
        set berth_failed [catch { pool $berth_record }]
    } else {
        set berth_pool [getfield $berth_record " " 1]
        set berth_address [getfield $berth_record " " 2]
        set berth_port [getfield $berth_record " " 3]
        set berth_failed [catch { set berth_status [LB::status pool $berth_pool member $berth_address $berth_port] }]
        # One that is held back gets nothing: a paused container would take the request and never answer.
        if { !$berth_failed && $berth_status eq "session_disabled" } {
            set berth_failed 1
        }
        if { !$berth_failed } {
            set berth_failed [catch { pool $berth_pool member $berth_address $berth_port }]
        }
    }
    if { $berth_failed } {
        catch { HTTP::respond 503 content "This container is not there at the moment.\n" Content-Type "text/plain" Cache-Control "no-store" Retry-After 5 }
        return
    }
    set berth_target $berth_record
}

when LB_FAILED {
    if { ![info exists berth_kind] || $berth_kind eq "" } {
        return
    }
    if { $berth_tries > 0 } {
        incr berth_tries -1
        LB::reselect
        return
    }
    catch { HTTP::respond 503 content "The container does not answer at the moment.\n" Content-Type "text/plain" Cache-Control "no-store" Retry-After 5 }
}
