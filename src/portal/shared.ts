import { useSyncExternalStore } from "react";

/** A value that pages share, and follow. */
export interface Shared<T> {
  get(): T;
  set(value: T): void;
  /** @returns Ends it. */
  onChange(listener: () => void): () => void;
}

/** Makes a shared value. */
export function shared<T>(initial: T): Shared<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value, as it is now. */
export function useShared<T>({ get, onChange }: Shared<T>): T {
  return useSyncExternalStore(onChange, get);
}
