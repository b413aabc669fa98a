import { randomUUID } from 'node:crypto';
import type { Route } from '../http-routes.ts';
import { type RunningServer, serve } from '../http-server.ts';
import type { Attachment } from './ticket.ts';

/** Hands out links to attachments on another host. */
export interface MediaLinks {
  linkTo(attachment: Attachment): string;
}

/** The host where attachment bytes really live: another origin, reached by signed links. */
export interface MediaHost extends MediaLinks {
  readonly server: RunningServer;
}

/**
 * Starts the media host. A link works without credentials; a request that still carries the site's `Authorization`
 * header is refused, as storage behind signed links does, so a client that leaks its token is noticed.
 */
export async function startMediaHost(now: () => number): Promise<MediaHost> {
  const files = new Map<string, Attachment>();
  const routes: Route[] = [
    {
      method: 'GET',
      path: '/file/:token',
      handle: (request) => {
        const attachment = files.get(request.params.token ?? '');
        if (attachment === undefined) return { status: 404, text: 'no such link' };
        if (request.headers.authorization !== undefined) return { status: 400, text: 'only one way to authenticate' };
        return { status: 200, headers: { 'content-type': attachment.mimeType }, body: attachment.content };
      },
    },
  ];
  const server = await serve({ name: 'jira-media', routes, now });
  return {
    server,
    linkTo(attachment) {
      const token = randomUUID();
      files.set(token, attachment);
      return `${server.url}/file/${token}`;
    },
  };
}
