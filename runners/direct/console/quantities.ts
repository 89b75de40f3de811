const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

/** Returns a count with a comma between thousands: `1,234,567`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** Returns any number, integers whole and others to four digits: `1,234,567`, `0.03125`. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? whole.format(value) : fine.format(value);
}

/** Returns how many a second `count` is in `millis`: `45,000/s`; of no time, nothing can be said. */
export function formatRate(count: number, millis: number): string {
  return millis > 0 ? `${formatCount((count * 1000) / millis)}/s` : "-";
}

/** Returns a length of time in the two units that matter: `420 ms`, `12.3 s`, `2 min 05 s`, `3 h 07 min`. */
export function formatMillis(millis: number): string {
  if (millis < 999.5) return `${Math.round(millis)} ms`;
  if (millis < 59_950) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatCount(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
