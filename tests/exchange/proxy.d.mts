/** Types of `proxy.mjs`. */

export interface RecordingProxy {
  readonly url: string;
  readonly port: number;
  readonly tunnels: readonly { readonly target: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export function startProxy(): Promise<RecordingProxy>;
