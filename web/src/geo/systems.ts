/**
 * Coordinates as other maps have them. Inside everything is CGCS2000; GCJ-02 and BD-09 are the
 * shifted systems of public map providers.
 *
 * # Source
 * The published forward formula of GCJ-02 with its usual constants; the inverse iterates it.
 */

export type System = 'CGCS2000' | 'WGS84' | 'GCJ02' | 'BD09'
export type LonLat = [lon: number, lat: number]

export const SYSTEMS: readonly System[] = ['CGCS2000', 'WGS84', 'GCJ02', 'BD09']

const SEMI_MAJOR_M = 6378245
const ECCENTRICITY2 = 0.006693421622965943
const X_PI = (Math.PI * 3000) / 180
const { PI, sin, cos, sqrt, abs, atan2, hypot } = Math

function isShifted([lon, lat]: LonLat): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

const wave = (v: number) => ((20 * sin(6 * PI * v) + 20 * sin(2 * PI * v)) * 2) / 3

function shiftLat(x: number, y: number): number {
  const base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
  const middle = ((20 * sin(PI * y) + 40 * sin((PI * y) / 3)) * 2) / 3
  const long = ((160 * sin((PI * y) / 12) + 320 * sin((PI * y) / 30)) * 2) / 3
  return base + wave(x) + middle + long
}

function shiftLon(x: number, y: number): number {
  const base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
  const middle = ((20 * sin(PI * x) + 40 * sin((PI * x) / 3)) * 2) / 3
  const long = ((150 * sin((PI * x) / 12) + 300 * sin((PI * x) / 30)) * 2) / 3
  return base + wave(x) + middle + long
}

function toGcj(at: LonLat): LonLat {
  if (!isShifted(at)) return at
  const [lon, lat] = at
  const radians = (lat * PI) / 180
  const m = 1 - ECCENTRICITY2 * sin(radians) ** 2
  const s = sqrt(m)
  const north =
    (shiftLat(lon - 105, lat - 35) * 180) / (((SEMI_MAJOR_M * (1 - ECCENTRICITY2)) / (m * s)) * PI)
  const east = (shiftLon(lon - 105, lat - 35) * 180) / ((SEMI_MAJOR_M / s) * cos(radians) * PI)
  return [lon + east, lat + north]
}

function fromGcj(at: LonLat): LonLat {
  let guess = at
  for (let round = 0; round < 10; round++) {
    const [lon, lat] = toGcj(guess)
    const off: LonLat = [lon - at[0], lat - at[1]]
    guess = [guess[0] - off[0], guess[1] - off[1]]
    if (abs(off[0]) < 1e-10 && abs(off[1]) < 1e-10) break
  }
  return guess
}

function gcjToBd([lon, lat]: LonLat): LonLat {
  const z = hypot(lon, lat) + 2e-5 * sin(lat * X_PI)
  const angle = atan2(lat, lon) + 3e-6 * cos(lon * X_PI)
  return [z * cos(angle) + 0.0065, z * sin(angle) + 0.006]
}

function bdToGcj(at: LonLat): LonLat {
  let guess: LonLat = [at[0] - 0.0065, at[1] - 0.006]
  for (let round = 0; round < 10; round++) {
    const [lon, lat] = gcjToBd(guess)
    guess = [guess[0] - (lon - at[0]), guess[1] - (lat - at[1])]
  }
  return guess
}

/** From CGCS2000. WGS 84 agrees with it to the decimetre, which is all that a pointer has. */
export function toSystem(at: LonLat, system: System): LonLat {
  if (system === 'GCJ02') return toGcj(at)
  if (system === 'BD09') return gcjToBd(toGcj(at))
  return at
}

/** To CGCS2000. */
export function fromSystem(at: LonLat, system: System): LonLat {
  if (system === 'GCJ02') return fromGcj(at)
  if (system === 'BD09') return fromGcj(bdToGcj(at))
  return at
}
