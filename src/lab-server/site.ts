/** One answer of the server: the bytes themselves, or the file that holds them. */
export interface SiteEntry {
  readonly type: string;
  readonly body: { readonly file: string } | { readonly bytes: Uint8Array };
}

/**
 * Everything that a server offers, by URL path (`/assets/index-1a2b.js`). A request is looked up here and
 * nowhere else, so no path that a client makes up reaches the disk.
 */
export type Site = ReadonlyMap<string, SiteEntry>;
