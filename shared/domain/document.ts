/** Text for people, free of any vendor's markup; adapters turn it into ADF or journal text. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }
  /** The address is ours, never a person's text; https only. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

export type Document = readonly Block[];

/**
 * Who a text is for. `requester`: everybody who sees the ticket. `it`: approvers and IT only; an adapter that cannot
 * prove that the text stayed internal withdraws it and fails.
 */
export type Audience = 'requester' | 'it';
