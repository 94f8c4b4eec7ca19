/**
 * The words of exports that are no text of people: yes and no, and the kinds of rows. In English, German, French, Spanish, Portuguese,
 * Italian, Dutch, Polish, Russian, Japanese and Chinese. Pure.
 */
import { foldedSearch } from "@aerotage/core/text/folding";
import { comparableName } from "./comparable-names.js";

/** Also as spreadsheets write them in these languages. */
const yes = [
  ["yes", "true", "1"],
  ["ja", "wahr"],
  ["oui", "vrai"],
  ["sí", "verdadero"],
  ["sim", "verdadeiro"],
  ["sì", "vero"],
  ["waar"],
  ["tak", "prawda"],
  ["да", "истина"],
  ["はい"],
  ["是", "真"],
].flat();

const no = [
  ["no", "false", "0"],
  ["nein", "falsch"],
  ["non", "faux"],
  ["falso"],
  ["não"],
  ["nee", "onwaar"],
  ["nie", "fałsz"],
  ["нет", "ложь"],
  ["いいえ"],
  ["否", "不是", "假"],
].flat();

const answers = new Map<string, boolean>([
  ...yes.map((word) => [foldedSearch(word), true] as const),
  ...no.map((word) => [foldedSearch(word), false] as const),
]);

/** True or false; nothing where a text is neither a yes nor a no that is known. */
export function yesOrNo(text: string): boolean | undefined {
  return answers.get(foldedSearch(text));
}

/** Work: `Regular` in Clockify, `unitOfWork` in solidtime and Kimai. */
const worked = [
  ["regular", "normal", "work", "overtime"],
  ["regulär", "arbeit", "überstunden"],
  ["régulier", "travail", "heures supplémentaires"],
  ["trabajo", "horas extra"],
  ["trabalho", "horas extras"],
  ["regolare", "normale", "lavoro", "straordinario"],
  ["regulier", "normaal", "werk", "overwerk"],
  ["regularny", "zwykły", "normalny", "praca", "nadgodziny"],
  ["обычный", "обычное", "обычная", "работа", "сверхурочные"],
  ["通常", "標準", "作業", "勤務", "残業"],
  ["常规", "常規", "普通", "正常", "工作", "加班"],
].flat();

const unworked = [
  ["break", "holiday", "time off", "vacation", "sickness", "parental"],
  ["pause", "feiertag", "urlaub", "abwesenheit", "freizeit", "krankheit", "elternzeit"],
  ["jour férié", "férié", "congé", "congés", "vacances", "absence", "maladie"],
  ["pausa", "descanso", "festivo", "feriado", "tiempo libre", "vacaciones", "ausencia", "enfermedad"],
  ["intervalo", "folga", "férias", "ausência", "doença"],
  ["festività", "ferie", "permesso", "assenza", "malattia"],
  ["pauze", "feestdag", "vakantie", "verlof", "afwezigheid", "ziekte"],
  ["przerwa", "święto", "urlop", "czas wolny", "nieobecność", "choroba"],
  ["перерыв", "праздник", "выходной", "отпуск", "отгул", "болезнь"],
  ["休憩", "祝日", "休日", "休暇", "病欠"],
  ["休息", "假期", "节假日", "節假日", "假日", "休假", "请假", "請假", "病假"],
].flat();

const kinds = new Map<string, boolean>([
  ...worked.map((word) => [comparableName(word), true] as const),
  ...unworked.map((word) => [comparableName(word), false] as const),
]);

/** True for a kind of work, false for breaks, holidays and time off; nothing where the kind is not known. */
export function isWork(kind: string): boolean | undefined {
  return kinds.get(comparableName(kind));
}

/** The words that are known, for tests. */
export const knownWords = { yes, no, worked, unworked } as const;
