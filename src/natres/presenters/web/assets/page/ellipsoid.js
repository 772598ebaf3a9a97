/* Lengths and areas on the ellipsoid of CGCS2000 (its axes are those of GRS 80), not on the screen. */

natres.ELLIPSOID = { a: 6378137, f: 1 / 298.257222101 };
const RADIANS = Math.PI / 180;

/* Vincenty's terms for a geodesic that leaves the equator at azimuth α with sin² α = 1 − cosSq. */
natres.series = function (cosSq) {
  const { a, f } = natres.ELLIPSOID, b = a * (1 - f);
  const u = (cosSq * (a * a - b * b)) / (b * b);
  return {
    b,
    A: 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u))),
    B: (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u))),
    C: (f / 16) * cosSq * (4 + f * (4 - 3 * cosSq)),
  };
};

natres.deltaOf = function (B, sin, cos, mid) {
  return B * sin * (mid + (B / 4) * (cos * (2 * mid * mid - 1) -
    (B / 6) * mid * (4 * sin * sin - 3) * (4 * mid * mid - 3)));
};

/* The geodesic between two places in degrees [lon, lat]: its length in metres and its azimuth at the start. */
natres.geodesic = function ([lon1, lat1], [lon2, lat2]) {
  const { f } = natres.ELLIPSOID;
  const turned = ((((lon2 - lon1 + 180) % 360) + 360) % 360) - 180, along = turned * RADIANS;
  const u1 = Math.atan((1 - f) * Math.tan(lat1 * RADIANS)), u2 = Math.atan((1 - f) * Math.tan(lat2 * RADIANS));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = along, before, azimuth, length;
  for (let n = 0; n < 60; n++) {
    const east = c2 * Math.sin(lambda), north = c1 * s2 - s1 * c2 * Math.cos(lambda);
    const sin = Math.hypot(east, north), cos = s1 * s2 + c1 * c2 * Math.cos(lambda);
    if (sin === 0) return { length: 0, azimuth: 0 };
    const sigma = Math.atan2(sin, cos), sinAlpha = (c1 * c2 * Math.sin(lambda)) / sin;
    const cosSq = 1 - sinAlpha * sinAlpha, mid = cosSq === 0 ? 0 : cos - (2 * s1 * s2) / cosSq;
    const { b, A, B, C } = natres.series(cosSq);
    azimuth = Math.atan2(east, north);
    length = b * A * (sigma - natres.deltaOf(B, sin, cos, mid));
    before = lambda;
    lambda = along + (1 - C) * f * sinAlpha * (sigma + C * sin * (mid + C * cos * (2 * mid * mid - 1)));
    if (Math.abs(lambda - before) < 1e-13) break;
  }
  return { length, azimuth };
};

/* The place a way along a geodesic, in degrees. */
natres.along = function ([lon, lat], azimuth, length) {
  const { f } = natres.ELLIPSOID;
  const u = Math.atan((1 - f) * Math.tan(lat * RADIANS)), [su, cu] = [Math.sin(u), Math.cos(u)];
  const [sa, ca] = [Math.sin(azimuth), Math.cos(azimuth)];
  const start = Math.atan2(Math.tan(u), ca), sinAlpha = cu * sa, cosSq = 1 - sinAlpha * sinAlpha;
  const { b, A, B, C } = natres.series(cosSq);
  let sigma = length / (b * A), before, sin, cos, mid;
  for (let n = 0; n < 60; n++) {
    [sin, cos, mid] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * start + sigma)];
    before = sigma;
    sigma = length / (b * A) + natres.deltaOf(B, sin, cos, mid);
    if (Math.abs(sigma - before) < 1e-14) break;
  }
  [sin, cos, mid] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * start + sigma)];
  const y = su * cos + cu * sin * ca, x = (1 - f) * Math.hypot(sinAlpha, su * sin - cu * cos * ca);
  const lambda = Math.atan2(sin * sa, cu * cos - su * sin * ca);
  const turn = lambda - (1 - C) * f * sinAlpha * (sigma + C * sin * (mid + C * cos * (2 * mid * mid - 1)));
  return [lon + turn / RADIANS, Math.atan2(y, x) / RADIANS];
};

/* Steps of at most `most` metres along the geodesic from one place to another, its ends included. */
natres.stepsBetween = function (from, to, most) {
  const { length, azimuth } = natres.geodesic(from, to), count = Math.max(1, Math.ceil(length / most));
  const places = [from];
  for (let n = 1; n < count; n++) places.push(natres.along(from, azimuth, (length * n) / count));
  return places.concat([to]);
};

/* The area between the equator and a parallel, for one radian of longitude, in m². */
natres.zone = function (lat) {
  const { a, f } = natres.ELLIPSOID, e = Math.sqrt(f * (2 - f)), s = Math.sin(lat * RADIANS);
  return ((a * a * (1 - e * e)) / 2) * (s / (1 - e * e * s * s) + Math.atanh(e * s) / e);
};

/* The area between one edge and a parallel by Simpson's rule: the middle of the edge lies on the geodesic. */
natres.below = function (from, to, parallel) {
  const { length, azimuth } = natres.geodesic(from, to);
  const middle = natres.along(from, azimuth, length / 2);
  const turn = (a, b) => (((((b[0] - a[0] + 180) % 360) + 360) % 360) - 180) * RADIANS;
  const [first, second] = [turn(from, middle), turn(middle, to)];
  const [start, half, end] = [from, middle, to].map((place) => natres.zone(place[1]) - parallel);
  // Both longitude and area are parabolas through the three places.
  const slope = [3 * first - second, first + second, 3 * second - first];
  return (slope[0] * start + 4 * slope[1] * half + slope[2] * end) / 6;
};

/* The area inside a ring of places in degrees, in m²; its edges are geodesics. */
natres.ringArea = function (places) {
  const parallel = natres.zone(places[0][1]); // one near the ring: from the equator the digits would not reach
  let sum = 0;
  places.forEach((place, n) => {
    const steps = natres.stepsBetween(place, places[(n + 1) % places.length], 20000);
    for (let i = 1; i < steps.length; i++) sum += natres.below(steps[i - 1], steps[i], parallel);
  });
  return Math.abs(sum);
};

natres.pathLength = (places) => places.slice(1).reduce((sum, place, n) => sum + natres.geodesic(places[n], place).length, 0);
