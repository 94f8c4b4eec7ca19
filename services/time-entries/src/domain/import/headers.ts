/**
 * The names of columns in the languages in which products export, each by its English name. The formats of the products name columns in
 * English alone. Pure.
 *
 * The languages are German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Japanese and Chinese, in this order.
 */
import { comparableName } from "./comparable-names.js";

const translations: Readonly<Record<string, readonly (readonly string[])[]>> = {
  email: [
    ["e-mail", "mail", "e-mail-adresse"],
    ["adresse e-mail", "courriel"],
    ["correo electrónico", "correo"],
    ["endereço de e-mail"],
    ["indirizzo e-mail"],
    ["e-mailadres"],
    ["adres e-mail"],
    ["электронная почта", "эл. почта", "почта"],
    ["メール", "メールアドレス", "eメール"],
    ["电子邮件", "电子邮箱", "邮箱", "電子郵件"],
  ],
  user: [
    ["benutzer", "nutzer", "anwender"],
    ["utilisateur"],
    ["usuario"],
    ["usuário", "utilizador", "do utilizador"],
    ["utente"],
    ["gebruiker"],
    ["użytkownik"],
    ["пользователь"],
    ["ユーザー", "ユーザ"],
    ["用户", "用戶", "使用者"],
  ],
  member: [
    ["mitglied"],
    ["membre"],
    ["miembro"],
    ["membro"],
    ["lid"],
    ["członek"],
    ["участник"],
    ["メンバー"],
    ["成员", "成員"],
  ],
  name: [["nom"], ["nombre"], ["nome"], ["naam"], ["imię i nazwisko"], ["имя"], ["名前", "氏名"], ["姓名"]],
  client: [["kunde"], ["cliente"], ["klant"], ["klient"], ["клиент"], ["クライアント", "顧客"], ["客户", "客戶"]],
  project: [
    ["projekt"],
    ["projet"],
    ["proyecto"],
    ["projeto", "projecto"],
    ["progetto"],
    ["проект"],
    ["プロジェクト"],
    ["项目", "項目", "專案"],
  ],
  task: [
    ["aufgabe"],
    ["tâche"],
    ["tarea"],
    ["tarefa"],
    ["attività", "compito"],
    ["taak"],
    ["zadanie"],
    ["задача", "задание"],
    ["タスク"],
    ["任务", "任務"],
  ],
  activity: [
    ["tätigkeit", "aktivität"],
    ["activité"],
    ["actividad"],
    ["atividade"],
    ["activiteit"],
    ["aktywność", "czynność"],
    ["деятельность", "активность"],
    ["アクティビティ"],
    ["活动", "活動"],
  ],
  description: [
    ["beschreibung"],
    ["descripción"],
    ["descrição"],
    ["descrizione"],
    ["beschrijving", "omschrijving"],
    ["opis"],
    ["описание"],
    ["説明"],
    ["描述", "说明", "說明"],
  ],
  billable: [
    ["abrechenbar", "verrechenbar"],
    ["facturable"],
    ["faturável"],
    ["fatturabile"],
    ["factureerbaar", "declarabel"],
    ["rozliczalne", "rozliczalny", "fakturowalne", "płatne", "do zafakturowania"],
    ["оплачиваемый", "оплачиваемое", "оплачивается", "подлежит оплате", "тарифицируемый", "к оплате"],
    ["請求可能", "請求対象", "請求"],
    ["可计费", "可計費", "计费", "計費", "可收费", "是否计费"],
  ],
  tags: [
    ["tag", "schlagwörter", "schlagworte"],
    ["étiquettes", "étiquette"],
    ["etiquetas", "etiqueta"],
    ["etichette", "etichetta"],
    ["labels"],
    ["tagi", "etykiety", "znaczniki"],
    ["теги", "тег", "метки"],
    ["タグ"],
    ["标签", "標籤"],
  ],
  group: [
    ["gruppe"],
    ["groupe"],
    ["grupo"],
    ["gruppo"],
    ["groep"],
    ["grupa"],
    ["группа"],
    ["グループ"],
    ["组", "群组", "小组", "組", "群組"],
  ],
  type: [["typ"], ["tipo"], ["тип"], ["タイプ", "種類", "種別"], ["类型", "類型"]],
  kiosk: [["kiosque"], ["quiosco"], ["quiosque"], ["chiosco"], ["киоск"], ["キオスク"]],
  approval: [
    ["genehmigung"],
    ["approbation"],
    ["aprobación"],
    ["aprovação"],
    ["approvazione"],
    ["goedkeuring"],
    ["zatwierdzenie"],
    ["утверждение"],
    ["承認"],
    ["审批", "審批"],
  ],
  "approved by": [
    ["genehmigt von"],
    ["approuvé par"],
    ["aprobado por"],
    ["aprovado por"],
    ["approvato da"],
    ["goedgekeurd door"],
    ["zatwierdzone przez"],
    ["утверждено"],
    ["承認者"],
    ["审批人", "審批人"],
  ],
  "date of creation": [
    ["erstellungsdatum"],
    ["date de création"],
    ["fecha de creación", "fecha creación"],
    ["data de criação"],
    ["data di creazione"],
    ["aanmaakdatum"],
    ["data utworzenia"],
    ["дата создания"],
    ["作成日"],
    ["创建日期", "創建日期", "建立日期"],
  ],
  break: [["pause"], ["descanso", "pausa"], ["pauze"], ["przerwa"], ["перерыв"], ["休憩"], ["休息"]],
  "start date": [
    ["startdatum", "anfangsdatum"],
    ["date de début", "date début"],
    ["fecha de inicio", "fecha inicio", "fecha inicial"],
    ["data de início", "data início", "data inicial"],
    ["data di inizio", "data inizio"],
    ["begindatum"],
    ["data rozpoczęcia", "data początkowa"],
    ["дата начала"],
    ["開始日", "開始日付"],
    ["开始日期", "開始日期"],
  ],
  "start time": [
    ["startzeit", "anfangszeit"],
    ["heure de début", "heure début"],
    ["hora de inicio", "hora inicio", "hora inicial"],
    ["hora de início", "hora início"],
    ["ora di inizio", "ora inizio", "orario di inizio", "orario inizio"],
    ["starttijd", "begintijd"],
    ["godzina rozpoczęcia", "czas rozpoczęcia", "czas początkowy"],
    ["время начала"],
    ["開始時刻", "開始時間"],
    ["开始时间"],
  ],
  "end date": [
    ["enddatum"],
    ["date de fin", "date fin"],
    ["fecha de finalización", "fecha de fin", "fecha fin", "fecha final", "fecha de término"],
    ["data de término", "data de fim", "data fim", "data final", "data de conclusão"],
    ["data di fine", "data fine"],
    ["einddatum"],
    ["data zakończenia", "data końcowa"],
    ["дата окончания", "дата завершения"],
    ["終了日", "終了日付"],
    ["结束日期", "結束日期"],
  ],
  "end time": [
    ["endzeit"],
    ["heure de fin", "heure fin"],
    ["hora de finalización", "hora de fin", "hora fin", "hora final"],
    ["hora de término", "hora de fim", "hora fim", "hora de conclusão"],
    ["ora di fine", "ora fine", "orario di fine", "orario fine"],
    ["eindtijd"],
    ["godzina zakończenia", "czas zakończenia", "czas końcowy"],
    ["время окончания", "время завершения"],
    ["終了時刻", "終了時間"],
    ["结束时间", "結束時間"],
  ],
  duration: [
    ["dauer"],
    ["durée"],
    ["duración"],
    ["duração"],
    ["durata"],
    ["duur", "tijdsduur"],
    ["czas trwania"],
    ["продолжительность", "длительность"],
    ["期間", "継続時間", "所要時間", "時間"],
    ["时长", "持续时间", "時長", "持續時間"],
  ],
  date: [["datum"], ["fecha"], ["data"], ["дата"], ["日付"], ["日期"]],
  from: [["von"], ["desde"], ["van"], ["od"]],
  to: [["bis"], ["hasta"], ["até"], ["tot"], ["do"]],
  begin: [["beginn"], ["début"], ["inicio"], ["início"], ["inizio"], ["начало"], ["開始"], ["开始"]],
  end: [["ende"], ["fin"], ["fim"], ["fine"], ["einde"], ["koniec"], ["конец"], ["終了"], ["结束", "結束"]],
  "billable rate": [
    ["abrechenbarer tarif", "abrechenbarer satz"],
    ["taux facturable"],
    ["tarifa facturable"],
    ["taxa faturável"],
    ["tariffa fatturabile"],
    ["factureerbaar tarief"],
    ["stawka rozliczeniowa"],
    ["оплачиваемая ставка"],
    ["請求レート"],
    ["计费费率", "計費費率"],
  ],
  "billable amount": [
    ["rechnungsbetrag", "abrechenbarer betrag"],
    ["montant facturable"],
    ["importe facturable"],
    ["valor faturável"],
    ["importo fatturabile"],
    ["factureerbaar bedrag"],
    ["kwota rozliczeniowa"],
    ["оплачиваемая сумма"],
    ["請求額", "請求金額"],
    ["计费金额", "計費金額"],
  ],
  "hourly rate": [
    ["stundensatz", "stundenlohn"],
    ["taux horaire"],
    ["tarifa por hora", "precio por hora"],
    ["taxa horária", "preço por hora"],
    ["tariffa oraria"],
    ["uurtarief"],
    ["stawka godzinowa"],
    ["почасовая ставка"],
    ["時給", "時間単価"],
    ["小时费率", "時薪"],
  ],
  "fixed rate": [["festpreis"], ["taux fixe"], ["tarifa fija"], ["taxa fixa"], ["tariffa fissa"], ["vast tarief"]],
  rate: [
    ["tarif"],
    ["taux"],
    ["tarifa"],
    ["taxa"],
    ["tariffa"],
    ["tarief"],
    ["stawka"],
    ["ставка"],
    ["レート"],
    ["费率"],
  ],
  amount: [
    ["betrag"],
    ["montant"],
    ["importe", "monto"],
    ["valor"],
    ["importo"],
    ["bedrag"],
    ["kwota"],
    ["сумма"],
    ["金額"],
    ["金额"],
  ],
  price: [
    ["preis"],
    ["prix"],
    ["precio"],
    ["preço"],
    ["prezzo"],
    ["prijs"],
    ["cena"],
    ["цена"],
    ["価格"],
    ["价格", "價格"],
  ],
  cost: [["kosten"], ["coût"], ["coste", "costo"], ["custo"], ["koszt"], ["стоимость"], ["費用"], ["费用", "成本"]],
  currency: [
    ["währung"],
    ["devise"],
    ["moneda"],
    ["moeda"],
    ["valuta"],
    ["waluta"],
    ["валюта"],
    ["通貨"],
    ["货币", "貨幣"],
  ],
};

/** What stands in brackets behind a duration in hours with decimals. */
const decimals = new Set(
  [
    ["decimal", "dezimal", "dezimalzahl", "décimal", "décimale", "decimale", "decimaal", "decimais"],
    ["dziesiętnie", "dziesiętny", "dziesiętna", "десятичный", "десятичная", "десятичное", "десятичная дробь"],
    ["10進数", "10進", "十進法", "小数", "十进制", "十進位", "十進制"],
  ]
    .flat()
    .map(comparableName),
);
/** What stands in brackets behind a duration in hours and minutes. */
const hours = new Set(
  [
    ["h", "hours", "std", "stunden", "heures", "horas", "ore", "u", "uur", "uren", "g", "godz", "godziny"],
    ["ч", "час", "часы", "時", "時間", "小时", "小時", "时"],
  ]
    .flat()
    .map(comparableName),
);

const english = new Map<string, string>();
for (const [name, languages] of Object.entries(translations))
  for (const translated of [name, ...languages.flat()]) english.set(comparableName(translated), comparableName(name));

/** The English name of a column, as it is compared; its own name where it is not known. */
export function columnNameOf(header: string): string {
  const name = comparableName(header);
  const known = english.get(name);
  if (known !== undefined) return known;
  const { base = "", unit = "" } = /^(?<base>[^(]+)\((?<unit>[^()]*)\)$/.exec(name)?.groups ?? {};
  if (english.get(base) !== "duration") return name;
  if (decimals.has(unit)) return "duration(decimal)";
  return hours.has(unit) ? "duration(h)" : name;
}

const money = [
  "billable rate",
  "billable amount",
  "hourly rate",
  "fixed rate",
  "rate",
  "amount",
  "price",
  "cost",
  "currency",
];
const moneyNames = new Set(money.map(comparableName));
/** Also those that are no longer in use: an export may be old. */
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));
/** `(EUR)`, `(€)` or, where a workspace has no currency, `()`. */
const brackets = /\((?<inside>[^()]*)\)$/;

/** True for a column of rates or amounts: in Toggl and Clockify its name ends with a currency in brackets. */
export function isMoney(header: string): boolean {
  const inside = brackets.exec(header.normalize("NFKC").trim())?.groups?.inside?.trim();
  if (inside !== undefined && (inside === "" || currencies.has(inside) || /^\p{Sc}$/u.test(inside))) return true;
  return moneyNames.has(columnNameOf(header));
}

/** The translations, for tests. */
export const columnTranslations = translations;
