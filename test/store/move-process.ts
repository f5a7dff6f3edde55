// A process that moves a store, and is killed once a table has arrived:
//
//   move-process.ts <folder> <database URL> <table>
import { moveStore } from "../../src/store/move-store.ts";

const [folder = "", databaseUrl = "", table] = process.argv.slice(2);
await moveStore({ folder, databaseUrl }, ({ name }) => {
  if (name === table) process.kill(process.pid, "SIGKILL");
});
throw new Error(`${table} never arrived`);
