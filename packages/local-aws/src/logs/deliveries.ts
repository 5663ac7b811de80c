import { randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { StateDocument } from "../state/state-store";

type Tags = Readonly<Record<string, string>>;

/** What sends logs: `PutDeliverySource`. */
export interface DeliverySource {
  readonly name: string;
  readonly arn: string;
  readonly resourceArn: string;
  readonly logType: string;
  readonly tags: Tags;
}

/** Where logs go: `PutDeliveryDestination`. */
export interface DeliveryDestination {
  readonly name: string;
  readonly arn: string;
  readonly outputFormat?: string;
  readonly destinationResourceArn: string;
  readonly tags: Tags;
}

/** A source connected with a destination: `CreateDelivery`. */
export interface Delivery {
  readonly id: string;
  readonly arn: string;
  readonly deliverySourceName: string;
  readonly deliveryDestinationArn: string;
  readonly tags: Tags;
}

interface State {
  readonly sources: readonly DeliverySource[];
  readonly destinations: readonly DeliveryDestination[];
  readonly deliveries: readonly Delivery[];
}

const missing = (what: string) => new AwsError("ResourceNotFoundException", `Requested ${what} was not found.`);
const inUse = (what: string) =>
  new AwsError("ConflictException", `This operation is not allowed because ${what} is still used by a delivery.`);

/**
 * Deliveries of other services' logs (vended logs, V2). They are kept and described; nothing is delivered.
 *
 * Source: CloudWatch Logs API, PutDeliverySource, PutDeliveryDestination, CreateDelivery and their deletions.
 */
export class LogDeliveries {
  readonly sources = new Map<string, DeliverySource>();
  readonly destinations = new Map<string, DeliveryDestination>();
  readonly deliveries = new Map<string, Delivery>();
  private readonly state: StateDocument;

  constructor(private readonly cloud: ServiceContext) {
    const saved = cloud.state.read<State>("log-deliveries");
    for (const one of saved?.sources ?? []) this.sources.set(one.name, one);
    for (const one of saved?.destinations ?? []) this.destinations.set(one.name, one);
    for (const one of saved?.deliveries ?? []) this.deliveries.set(one.id, one);
    this.state = cloud.state.document("log-deliveries", () => ({
      sources: [...this.sources.values()],
      destinations: [...this.destinations.values()],
      deliveries: [...this.deliveries.values()],
    }));
  }

  putSource(spec: Omit<DeliverySource, "arn">): DeliverySource {
    const source = { ...spec, arn: arn(this.cloud, "logs", `delivery-source:${spec.name}`) };
    this.sources.set(spec.name, source);
    this.state.changed();
    return source;
  }

  putDestination(spec: Omit<DeliveryDestination, "arn">): DeliveryDestination {
    const destination = { ...spec, arn: arn(this.cloud, "logs", `delivery-destination:${spec.name}`) };
    this.destinations.set(spec.name, destination);
    this.state.changed();
    return destination;
  }

  /** @throws AwsError `ResourceNotFoundException`, `ConflictException` */
  create(spec: Omit<Delivery, "id" | "arn">): Delivery {
    const { deliverySourceName: source, deliveryDestinationArn: destination } = spec;
    if (!this.sources.has(source)) throw missing(`delivery source ${source}`);
    if (![...this.destinations.values()].some((one) => one.arn === destination)) {
      throw missing(`delivery destination ${destination}`);
    }
    const exists = [...this.deliveries.values()].some(
      (one) => one.deliverySourceName === source && one.deliveryDestinationArn === destination,
    );
    if (exists) throw new AwsError("ConflictException", `A delivery from ${source} to ${destination} exists already.`);
    const id = randomUUID().replaceAll("-", "").slice(0, 16);
    const delivery = { ...spec, id, arn: arn(this.cloud, "logs", `delivery:${id}`) };
    this.deliveries.set(id, delivery);
    this.state.changed();
    return delivery;
  }

  setTags(id: string, tags: Tags): Delivery {
    const delivery = this.deliveries.get(id);
    if (delivery === undefined) throw missing(`delivery ${id}`);
    const changed = { ...delivery, tags };
    this.deliveries.set(id, changed);
    this.state.changed();
    return changed;
  }

  /** @throws AwsError `ConflictException` while a delivery uses it */
  deleteSource(name: string): void {
    if ([...this.deliveries.values()].some((one) => one.deliverySourceName === name)) throw inUse(`source ${name}`);
    this.sources.delete(name);
    this.state.changed();
  }

  /** @throws AwsError `ConflictException` while a delivery uses it */
  deleteDestination(name: string): void {
    const used = this.destinations.get(name)?.arn;
    if ([...this.deliveries.values()].some((one) => one.deliveryDestinationArn === used)) {
      throw inUse(`destination ${name}`);
    }
    this.destinations.delete(name);
    this.state.changed();
  }

  delete(id: string): void {
    this.deliveries.delete(id);
    this.state.changed();
  }
}
