/** `--svg` and `--png` of `report`: its charts as files. */

import path from 'node:path';
import type { Picture } from '../report/html/pictures.ts';
import type { Host } from './host.ts';
import { place } from '../options/parse.ts';
import type { Content } from './terminal/chunks.ts';
import { prepareFolder, writeFilesWhole } from './terminal/output-files.ts';
import { warn } from './terminal/print.ts';

export interface PictureFlags {
  readonly svg?: string;
  readonly png?: string;
}

export interface PictureFiles {
  readonly svg: readonly string[];
  readonly png: readonly string[];
}

export const wantsPictures = ({ svg, png }: PictureFlags): boolean => svg !== undefined || png !== undefined;

/** Checks the folders, and that PNG can be drawn, before anything is read. Returns what writes the pictures. */
export async function pictureWriter(
  host: Host,
  flags: PictureFlags,
): Promise<(pictures: readonly Picture[]) => Promise<PictureFiles>> {
  const svg = flags.svg === undefined ? undefined : place(flags.svg, '--svg');
  const png = flags.png === undefined ? undefined : place(flags.png, '--png');
  const painter =
    png === undefined ? undefined : await (await import('../report/charts/png.ts')).loadPainter();
  if (painter?.hasFonts === false)
    warn(
      host,
      'the system has no fonts, so the PNG pictures have no text: install one, for example DejaVu, or use `--svg`',
    );
  if (svg !== undefined) await prepareFolder(host, svg, [], [], '--svg');
  if (png !== undefined) await prepareFolder(host, png, [], [], '--png');
  return async (pictures) => ({
    svg:
      svg === undefined
        ? []
        : await write(
            host,
            svg,
            '--svg',
            namesOf(pictures, 'svg', (each) => [each.svg]),
          ),
    png:
      png === undefined
        ? []
        : await write(
            host,
            png,
            '--png',
            namesOf(pictures, 'png', (each) => painter!.paint(each.svg)),
          ),
  });
}

const namesOf = (
  pictures: readonly Picture[],
  ending: string,
  contentOf: (picture: Picture) => Content,
): Readonly<Record<string, Content>> =>
  Object.fromEntries(pictures.map((picture) => [`${picture.name}.${ending}`, contentOf(picture)]));

async function write(
  host: Host,
  folder: string,
  flag: '--svg' | '--png',
  files: Readonly<Record<string, Content>>,
): Promise<readonly string[]> {
  await writeFilesWhole(host, folder, files, flag);
  return Object.keys(files).map((name) => path.join(folder, name));
}
