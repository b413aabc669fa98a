import type { Faults } from '../http-faults.ts';
import { type RecordedRequest, type RunningServer, serve } from '../http-server.ts';
import { createGate } from './gate.ts';
import { startMediaHost } from './media.ts';
import type { SiteModel } from './model.ts';
import { type Person, personOf } from './person.ts';
import { attachmentRoutes } from './routes-attachments.ts';
import { commentRoutes } from './routes-comments.ts';
import { issueRoutes } from './routes-issues.ts';
import { peopleRoutes } from './routes-people.ts';
import { propertyRoutes } from './routes-properties.ts';
import { requestRoutes } from './routes-requests.ts';
import { searchRoutes } from './routes-search.ts';
import { Site } from './site.ts';
import { temporaryFileRoutes } from './temporary-files.ts';
import { type DeliveryAttempt, WebhookQueue } from './webhook-queue.ts';

export interface StartJiraOptions {
  readonly site: SiteModel;
  /** The clock of everything, webhook retries included; milliseconds. */
  readonly now: () => number;
  /** Default: any free port. */
  readonly port?: number;
}

/** The site, and the people who use it. */
interface LivingSite extends Site {
  as(accountId: string): Person;
}

export interface Jira {
  /** Base of the REST API; nothing on it works without credentials. */
  readonly url: string;
  readonly site: LivingSite;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** What broke inside the simulator itself; should stay empty. */
  readonly errors: Error[];
  /** Webhooks that wait, and what is to happen to them. */
  readonly webhooks: WebhookQueue;
  /** Every webhook attempt so far, oldest first. */
  readonly deliveries: DeliveryAttempt[];
  /** Sends the webhooks that are due now. */
  deliver(): Promise<DeliveryAttempt[]>;
  close(): Promise<void>;
}

/**
 * Starts a simulated Jira Cloud site: platform REST v3, the service desk API and signed admin webhooks.
 * It binds to 127.0.0.1 only; `close` ends both of its servers.
 */
export async function startJira({ site: model, now, port }: StartJiraOptions): Promise<Jira> {
  const bare = new Site(model, now);
  const site: LivingSite = Object.assign(bare, { as: (accountId: string) => personOf(bare, accountId) });
  const webhooks = new WebhookQueue(site);
  site.onEvent = (event) => webhooks.raise(event);
  const media = await startMediaHost(now);
  const server = await startApi(site, { routes: routesOf(site, media), now, ...(port !== undefined && { port }) });
  site.baseUrl = server.url;
  const { url, requests, faults, errors } = server;
  return {
    url,
    site,
    requests,
    faults,
    errors,
    webhooks,
    deliveries: webhooks.deliveries,
    deliver: () => webhooks.deliver(),
    close: async () => {
      await Promise.all([server.close(), media.server.close()]);
    },
  };
}

function routesOf(site: Site, media: Parameters<typeof attachmentRoutes>[1]) {
  return [
    ...peopleRoutes(site),
    ...issueRoutes(site),
    ...commentRoutes(site),
    ...attachmentRoutes(site, media),
    ...propertyRoutes(site),
    ...searchRoutes(site),
    ...requestRoutes(site),
    ...temporaryFileRoutes(site),
  ];
}

function startApi(
  site: Site,
  options: Pick<Parameters<typeof serve>[0], 'routes' | 'now' | 'port'>,
): Promise<RunningServer> {
  return serve({
    ...options,
    name: 'jira',
    onRequest: createGate(site),
    notFound: ({ path }) => ({
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      json: { type: 'about:blank', title: 'Not Found', status: 404, detail: `No endpoint ${path}.` },
    }),
  });
}
