import { type Kysely, sql } from "kysely";

/** Packages, what was done with them, and which of them left with which statement. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table package (
    organisation text not null,
    sscc text not null,
    parent text,
    opened_at int8 not null,
    primary key (organisation, sscc)
  )`,
  "create index package_parent on package (organisation, parent)",
  "create index package_sscc on package (sscc)",
  `create table package_grams (
    organisation text not null,
    sscc text not null,
    lot text not null,
    first_gram int8 not null,
    last_gram int8 not null check (last_gram >= first_gram),
    primary key (organisation, lot, first_gram),
    foreign key (organisation, sscc) references package
  )`,
  "create index package_grams_package on package_grams (organisation, sscc)",
  `create table package_event (
    sequence int8 generated always as identity primary key,
    organisation text not null,
    sscc text not null,
    what text not null,
    at int8 not null,
    by text not null,
    other text,
    lot text,
    grams int8,
    country text
  )`,
  "create index package_event_package on package_event (organisation, sscc, sequence)",
  `create table packing_list (
    statement text not null,
    organisation text not null,
    sscc text not null,
    parent text,
    primary key (statement, sscc)
  )`,
  "create index packing_list_sscc on packing_list (sscc)",
  `create table packing_list_grams (
    statement text not null,
    sscc text not null,
    lot text not null,
    first_gram int8 not null,
    last_gram int8 not null,
    primary key (statement, lot, first_gram),
    foreign key (statement, sscc) references packing_list
  )`,
];
