/** Degrees, WGS 84. */
export interface Place {
  latitude: number;
  longitude: number;
}

const earthRadiusMeters = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Along a great circle, by the haversine formula. */
export function distanceMeters(a: Place, b: Place): number {
  const sinLatitude = Math.sin(radians(b.latitude - a.latitude) / 2);
  const sinLongitude = Math.sin(radians(b.longitude - a.longitude) / 2);
  const h = sinLatitude ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * sinLongitude ** 2;
  return Math.round(2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(h))));
}
