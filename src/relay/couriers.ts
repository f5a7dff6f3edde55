import { computeAddress } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import type { Store } from "../store/open-store.ts";
import { RelaySender } from "../store/repositories/relay-sender.ts";
import { RelayTransactions } from "../store/repositories/relay-transactions.ts";
import { Courier, type CourierContext } from "./courier.ts";
import type { RelayStatus } from "./relay-status.ts";

/**
 * The courier that sends, and those that see to what other keys have sent: one that was replaced, or one that a process had
 * which ended before the ledger had seen all of it. They need no key, as everything they broadcast is signed.
 */
export class Couriers {
  readonly #store: Store;
  readonly #context: Omit<CourierContext, "sender" | "relayKey">;
  readonly #finishing = new Map<Address, Courier>();
  #sending: Courier;

  constructor(store: Store, context: Omit<CourierContext, "sender" | "relayKey">, relayKey: Hex) {
    this.#store = store;
    this.#context = context;
    this.#sending = this.#courierWith(relayKey);
  }

  async start(): Promise<void> {
    await this.#sending.start();
    const own = this.#sending.status().sender;
    for (const sender of await RelayTransactions.senders(this.#store.db)) {
      // Whoever has it sees to it.
      if (sender === own || (await new RelaySender(this.#store.db, sender).isHeld())) continue;
      const courier = new Courier({ ...this.#context, sender, onFinished: () => this.#finished(sender) });
      this.#finishing.set(sender, courier);
      await courier.start();
    }
  }

  async stop(): Promise<void> {
    for (const courier of [this.#sending, ...this.#finishing.values()]) await courier.stop();
  }

  async rotate(relayKey: Hex): Promise<void> {
    const sender = computeAddress(relayKey);
    const { sender: before } = this.#sending.status();
    if (sender === before) return;
    // A key that comes back sends as before.
    await this.#finishing.get(sender)?.stop();
    this.#finishing.delete(sender);
    const next = this.#courierWith(relayKey);
    await next.start();
    if (next.status().state !== "running") {
      await next.stop();
      throw new Error(`Another relay sends with the key of ${sender}.`);
    }
    this.#finishing.set(before, this.#sending);
    this.#sending.finish();
    this.#sending = next;
  }

  status(): RelayStatus {
    const status = this.#sending.status();
    const others = [...this.#finishing.values()].map((courier) => courier.status().inFlight);
    return { ...status, inFlight: others.reduce((sum, inFlight) => sum + inFlight, status.inFlight) };
  }

  #courierWith(relayKey: Hex): Courier {
    const sender = computeAddress(relayKey);
    return new Courier({ ...this.#context, sender, relayKey, onFinished: () => this.#finished(sender) });
  }

  #finished(sender: Address): void {
    const courier = this.#finishing.get(sender);
    this.#finishing.delete(sender);
    void courier?.stop();
  }
}
