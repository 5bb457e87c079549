#!/usr/bin/env bash
# Prints a line for each container that appears, changes or goes. Needs nothing but bash: it speaks NATS's text protocol.
export LC_ALL=C # Sizes are bytes.
exec 3<>"/dev/tcp/${NATS_HOST:-127.0.0.1}/${NATS_PORT:-4222}" || exit 1
printf '%s\r\n' 'CONNECT {"verbose":false}' 'SUB berth.container.> 1' PING >&3

while read -r verb subject _ size <&3; do
  case ${verb%$'\r'} in
    PING) printf 'PONG\r\n' >&3 ;;
    PONG) echo 'following berth.container.>' ;;
    -ERR) echo "$verb $subject $size" >&2 && exit 1 ;;
    MSG) # MSG subject id size
      read -r -N "${size%$'\r'}" body <&3
      read -r _ <&3
      change= name=
      [[ $body =~ '"change":"'([a-z]+) ]] && change=${BASH_REMATCH[1]}
      [[ $body =~ '"name":"'([^\"]+) ]] && name=${BASH_REMATCH[1]}
      echo "$name $change: $subject" ;;
  esac
done
