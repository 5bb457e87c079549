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
    if { ![info exists berth_default] } {
        set berth_default [LB::server pool]
        set berth_chosen ""
    }
    if { $berth_chosen ne "" && $berth_default ne "" } {
        pool $berth_default
        set berth_chosen ""
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

    # The first Host of several; without port and trailing dot. A client may send any bytes here.
    if { [catch { set berth_host [string tolower [lindex [HTTP::header values Host] 0]] }] } {
        set berth_host ""
    }
    if { $berth_host starts_with "\[" } {
        set berth_host [string range [getfield $berth_host "\]" 1] 1 end]
    } else {
        set berth_host [getfield $berth_host ":" 1]
    }
    if { $berth_host ends_with "." } {
        set berth_host [string range $berth_host 0 end-1]
    }

    # A service's own host names may lie outside the zones, so they come first.
    set berth_pool ""
    set berth_group "$berth_folder/berth_services"
    if { $berth_host ne "" && [class exists $berth_group] } {
        set berth_pool [class lookup -- $berth_host $berth_group]
    }
    if { $berth_pool ne "" } {
        set berth_kind service
        if { [catch { set berth_ready [active_members $berth_pool] }] } {
            set berth_ready 0
        }
        if { $berth_ready == 0 || [catch { pool $berth_pool }] } {
            catch { HTTP::respond 503 content "No container serves this name at the moment.\n" Content-Type "text/plain" Cache-Control "no-store" Retry-After 5 }
            return
        }
        set berth_chosen $berth_pool
        # A request that may be sent twice is tried on other members too.
        switch -- [HTTP::method] {
            GET - HEAD - OPTIONS - TRACE - PUT - DELETE { set berth_tries 3 }
        }
        return
    }

    set berth_record ""
    if { $berth_instances eq "on" } {
        set berth_group "$berth_folder/berth_containers"
        if { $berth_shards != 1 } {
            append berth_group "_" [format %02d [expr { [crc32 [getfield $berth_host "." 1]] % $berth_shards }]]
        }
        if { $berth_host ne "" && [class exists $berth_group] } {
            set berth_record [class lookup -- $berth_host $berth_group]
        }
    }
    if { $berth_record ne "" } {
        set berth_kind container
        set berth_chosen [getfield $berth_record " " 1]
        if { [catch { pool $berth_chosen member [getfield $berth_record " " 2] [getfield $berth_record " " 3] }] } {
            catch { HTTP::respond 503 content "This container is not there at the moment.\n" Content-Type "text/plain" Cache-Control "no-store" Retry-After 5 }
        }
        return
    }

    if { $berth_unknown eq "not-found" } {
        foreach berth_zone $berth_zones {
            if { ".$berth_host" ends_with ".$berth_zone" } {
                catch { HTTP::respond 404 content "No container has this name.\n" Content-Type "text/plain" Cache-Control "no-store" }
                return
            }
        }
    }
    # Left to a virtual server without a pool, a request must not follow the last one to its container.
    if { $berth_chosen ne "" && [LB::server pool] eq $berth_chosen } {
        reject
    }
}

when LB_FAILED {
    if { ![info exists berth_kind] || $berth_kind eq "" } {
        return
    }
    if { $berth_tries != 0 } {
        incr berth_tries -1
        LB::reselect
        return
    }
    catch { HTTP::respond 503 content "The container does not answer at the moment.\n" Content-Type "text/plain" Cache-Control "no-store" Retry-After 5 }
}
