/** What ends an address or id in running text, and in the link markup of a ticket system. */
const AROUND = /[\s,;:|/<>()[\]"']+/;

/** What names one account for certain: an e-mail address or user name with `@`, an application id (UUID). */
const CERTAIN = /^(?:[^@]+@.+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** What stands between names in a list of people, and in the name of one account too: "Müller, Thomas", "Data and AI". */
const BETWEEN = /[,;&|/\r\n]|\s(?:and|und|plus)\s/i;

/** How many different accounts a text names for certain, by address or id; the same one written twice counts once. */
export function countAccounts(text: string): number {
  const words = text.toLowerCase().split(AROUND);
  return new Set(words.filter((word) => CERTAIN.test(word)).map((word) => word.replace(/\.$/, ''))).size;
}

/** True where a text may name several people. Only where nobody goes by the whole of it does that mean anything. */
export function maybeSeveral(text: string): boolean {
  return BETWEEN.test(text.trim());
}

/** What to do about several people in a field for one, as a sentence for the requester. */
export const ONE_PER_REQUEST =
  'One request has one person here: keep one, and file another request for each of the others.';
