import { invoke } from "@tauri-apps/api/core";
import type { Imported } from "./bindings";
import { StudioError, toProblem } from "./problem";

/** Brings a file that was pasted, dropped or drawn into the library. */
export async function importFile(file: File): Promise<Imported> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const headers = { "x-file-name": encodeURIComponent(file.name) };
    return await invoke<Imported>("import_bytes", bytes, { headers });
  } catch (cause) {
    throw new StudioError(toProblem(cause));
  }
}
