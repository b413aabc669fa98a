import * as z from 'zod';

/** Entity property by which we recognise what we wrote: it travels inside the write and no reader of a ticket sees it. */
export const MARKER_KEY = 'access-desk';

export const markerSchema = z.object({ marker: z.string() });

export function markerProperty(marker: string): { key: string; value: z.infer<typeof markerSchema> } {
  return { key: MARKER_KEY, value: { marker } };
}
