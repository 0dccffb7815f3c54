/** The default location of the store. */

import path from 'node:path';

export interface StoreEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** `HINDCAST_STORE`, else `store.sqlite` in the system's folder for user data. */
export function storeFile({ env, platform, home }: StoreEnvironment): string {
  if (env.HINDCAST_STORE) return env.HINDCAST_STORE;
  return path.join(dataFolder({ env, platform, home }), 'hindcast', 'store.sqlite');
}

function dataFolder({ env, platform, home }: StoreEnvironment): string {
  // Relative paths are ignored: https://specifications.freedesktop.org/basedir-spec/latest
  if (env.XDG_DATA_HOME && path.isAbsolute(env.XDG_DATA_HOME)) return env.XDG_DATA_HOME;
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local');
  return path.join(home, '.local', 'share');
}
