import express, { type Express } from "express";
import { ActRepository } from "../store/repositories/act-repository.ts";
import { AlertNewsRepository } from "../store/repositories/alert-news-repository.ts";
import { AlertRepository } from "../store/repositories/alert-repository.ts";
import { ConsignmentRepository } from "../store/repositories/consignment-repository.ts";
import { ExportControlRepository } from "../store/repositories/export-control-repository.ts";
import { FindingRepository } from "../store/repositories/finding-repository.ts";
import { HoldRepository } from "../store/repositories/hold-repository.ts";
import { LineageRepository } from "../store/repositories/lineage-repository.ts";
import { LotRepository } from "../store/repositories/lot-repository.ts";
import { OrganisationRepository } from "../store/repositories/organisation-repository.ts";
import { OutboxRepository } from "../store/repositories/outbox-repository.ts";
import { PackageRepository } from "../store/repositories/package-repository.ts";
import { SchemeRepository } from "../store/repositories/scheme-repository.ts";
import { SeizureRepository } from "../store/repositories/seizure-repository.ts";
import { StatementRepository } from "../store/repositories/statement-repository.ts";
import { StatisticRepository } from "../store/repositories/statistic-repository.ts";
import { StockRepository } from "../store/repositories/stock-repository.ts";
import { UnitRepository } from "../store/repositories/unit-repository.ts";
import { WebhookRepository } from "../store/repositories/webhook-repository.ts";
import { CodedLots } from "../verify/coded-lots.ts";
import { openApiText } from "./openapi.ts";
import { docsUi } from "./plumbing/docs-ui.ts";
import { answerErrors, answerOtherMethods, answerUnknownRoute } from "./plumbing/errors.ts";
import { EvidenceQuota } from "./plumbing/evidence-quota.ts";
import { readCredential } from "./plumbing/identify.ts";
import { expressPath, routeHandlers } from "./plumbing/mount-route.ts";
import { openPortal } from "./plumbing/portal.ts";
import { requestRateLimit, warnOfProxy } from "./plumbing/rate-limit.ts";
import { requestLog } from "./plumbing/request-log.ts";
import { requestMetrics } from "./plumbing/request-metrics.ts";
import type { Route } from "./plumbing/route.ts";
import { dataHeaders } from "./plumbing/security-headers.ts";
import { WrongCodes } from "./plumbing/wrong-codes.ts";
import { allRoutes } from "./routes/all-routes.ts";
import type { AppParts, Services } from "./services.ts";

/** The HTTP interface over the services. It keeps no state of its own. */
export function createApp(parts: AppParts): Express {
  const { db } = parts.store;
  const [lots, units] = [new LotRepository(db), new UnitRepository(db)];
  const services: Services = {
    ...parts,
    lots,
    statements: new StatementRepository(db),
    consignments: new ConsignmentRepository(db),
    organisations: new OrganisationRepository(db),
    schemes: new SchemeRepository(db),
    holds: new HoldRepository(db),
    seizures: new SeizureRepository(db),
    exportControl: new ExportControlRepository(db),
    findings: new FindingRepository(db),
    acts: new ActRepository(db),
    lineages: new LineageRepository(db),
    stocks: new StockRepository(db),
    outbox: new OutboxRepository(db),
    webhooks: new WebhookRepository(db),
    evidenceQuota: new EvidenceQuota(parts.options, parts.evidence, parts.metrics),
    alerts: new AlertRepository(db),
    alertNews: new AlertNewsRepository(db),
    statistics: new StatisticRepository(db),
    units,
    codedLots: new CodedLots(lots, units, parts.indexer),
    packages: new PackageRepository(db),
    wrongCodes: new WrongCodes(),
    openApiText,
  };
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const { trustedProxies, rateLimitPerMinute } = services.options;
  app.set("trust proxy", trustedProxies ?? false);
  app.set("query parser", "simple");
  app.set("case sensitive routing", true);
  app.use(requestLog(services.logger));
  app.use("/docs", docsUi());
  const portal = openPortal(services.options.demo);
  if (portal) app.use(portal.pages);
  app.use(dataHeaders);
  if (trustedProxies === undefined) app.use("/v1", warnOfProxy(services.logger));
  app.use(["/v1", "/01"], readCredential(services.readers));
  // Who reads too much from an address must not keep others there from signing in.
  app.use("/v1/sign-in", requestRateLimit(rateLimitPerMinute));
  app.use(["/v1", "/01"], requestRateLimit(rateLimitPerMinute, { except: "/sign-in" }));
  mountRoutes(app, services);
  if (portal) app.use(portal.nothingHere);
  app.use(answerUnknownRoute);
  app.use(answerErrors);
  return app;
}

function mountRoutes(app: Express, services: Services): void {
  const measure = requestMetrics(services.metrics);
  const byPath = Map.groupBy(allRoutes, ({ path }: Route) => path);
  for (const [path, routes] of byPath) {
    const place = app.route(expressPath(path)).all(measure(path));
    for (const route of routes) place[route.method](...routeHandlers(route, services));
    place.all(answerOtherMethods(methodsOf(routes)));
  }
}

function methodsOf(routes: Route[]): string[] {
  const methods = routes.map(({ method }) => method.toUpperCase());
  return methods.includes("GET") ? ["GET", "HEAD", ...methods.filter((method) => method !== "GET")] : methods;
}
