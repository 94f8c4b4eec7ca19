/** What a person sees of a command's steps. */

/** `850 ms` below a second, else `12.3 s`. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs a step, printing its title, its notes and the time it took. */
export async function step<T>(title: string, action: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const started = performance.now();
  console.log(`• ${title} …`);
  try {
    const result = await action((text) => console.log(`    ${text}`));
    console.log(`✓ ${title}  ${formatDuration(performance.now() - started)}`);
    return result;
  } catch (error) {
    console.log(`✗ ${title}  ${formatDuration(performance.now() - started)}`);
    throw error;
  }
}
