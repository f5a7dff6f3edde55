import { LRUCache } from "lru-cache";

/**
 * A memory of the entries that were used last. It grows with what is put in: one whose room is laid out beforehand costs more to make, where
 * little is put in, than to use.
 * @param most Room, in entries of size 1.
 * @param sizeOf Size of an entry, a whole number above zero; 1 if it is not given.
 */
export function remembering<Key extends {}, Value extends {}>(
  most: number,
  sizeOf: (value: Value) => number = () => 1,
): LRUCache<Key, Value> {
  return new LRUCache({ maxSize: most, sizeCalculation: sizeOf });
}
