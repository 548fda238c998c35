#!/usr/bin/env bash
# The proof of boundaries beside PostGIS, which has no coverage functions here and works pair by pair.
#   benches/topology.sh                        400 lines, 110 regions and 6 000 markers of a made prefecture
#   benches/topology.sh REGIONS [LINES [MARKERS]]   files of one's own
# Needs psql; MINGJIE names another binary.
set -euo pipefail
cd "$(dirname "$0")/.."
MINGJIE=$(readlink -f "${MINGJIE:-${CARGO_TARGET_DIR:-target}/release/mingjie}")
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mingjie-topology.XXXXXX")
chmod 755 "$WORK"
export MINGJIE_DATA="$WORK/data"
mkdir -m 755 "$MINGJIE_DATA"
holder=
trap '[ -z "$holder" ] || kill "$holder" 2>/dev/null; wait; rm -rf "$WORK"' EXIT

files=("$@")
if [ ${#files[@]} = 0 ]; then
    "$MINGJIE" synth --scale 1 --out "$WORK/files" >/dev/null
    # The prefecture, its counties and towns: villages have no lines between them.
    awk -F, 'NR == 1 || $4 ~ /^(city|county|town)$/' "$WORK/files/region.csv" >"$WORK/regions.csv"
    files=("$WORK/regions.csv" "$WORK/files/boundary_line.csv" "$WORK/files/boundary_marker.csv")
fi

TIMEFORMAT='%R'
seconds() { # seconds NAME COMMAND…: a line of the table
    local name=$1 took
    shift
    took=$({ time "$@" >"$WORK/out" 2>"$WORK/err"; } 2>&1) || { cat "$WORK/err" >&2; return 1; }
    printf '%-58s %8s s  %s\n' "$name" "$took" "$(tail -n 1 "$WORK/out" | cut -c1-60)"
}

for turn in first again; do
    seconds "mingjie: every rule, files read and told ($turn)" "$MINGJIE" boundary check "${files[@]}"
done
echo "    $(wc -l <"$WORK/out") findings"

"$MINGJIE" migrate >/dev/null
"$MINGJIE" serve --listen 127.0.0.1:0 2>"$WORK/serve.log" &
holder=$!
until grep -q listening "$WORK/serve.log"; do sleep 0.1; done
kinds=(region boundary_line boundary_marker)
for at in "${!files[@]}"; do
    "$MINGJIE" import "${kinds[$at]}" "${files[$at]}" --json >"$WORK/import" || [ $? = 2 ]
done
socket=$(find "$MINGJIE_DATA" -name '.s.PGSQL.*' ! -name '*.lock' -printf '%h\n' | head -n 1)
ask() { psql -qAtXh "$socket" -U postgres -d "$database" -v ON_ERROR_STOP=1 -c "$1"; }
database=postgres
database=$(ask "select datname from pg_database where not datistemplate and datname <> 'postgres' limit 1")
database=${database:-postgres}
ask 'analyze register.region, register.boundary_line, register.boundary_marker'

seconds "PostGIS: overlaps, pair by pair" ask "
    select count(*), sum(st_area(st_intersection(a.geom, b.geom)::geography))
      from register.region a join register.region b
        on a.level = b.level and a.fid < b.fid and a.geom && b.geom and st_overlaps(a.geom, b.geom)"
seconds "PostGIS: gaps, the holes of each level's union" ask "
    select count(*) from (
        select (st_dumprings((st_dump(st_union(geom))).geom)).path[1] as ring
          from register.region where level is distinct from 'built_up_area' group by level) as rings
     where ring > 0"
seconds "PostGIS: shared borders, pair by pair" ask "
    select count(*), sum(st_length(st_intersection(st_boundary(a.geom), st_boundary(b.geom))::geography))
      from register.region a join register.region b
        on a.level = b.level and a.fid < b.fid and a.geom && b.geom and st_touches(a.geom, b.geom)"
seconds "PostGIS: lines against the borders of their sides" ask "
    select count(*) from register.boundary_line l
      join register.region a on a.code = l.left_code join register.region b on b.code = l.right_code
     where not st_covers(st_intersection(st_boundary(a.geom), st_boundary(b.geom)), l.geom)"
seconds "PostGIS: markers against their lines" ask "
    select count(*) from register.boundary_marker m
      join register.boundary_line l on l.code = any (string_to_array(m.line_code, '|'))
     where st_distance(m.geom::geography, l.geom::geography) > 1"
