namespace FollowUps.Messages;

/// <summary>What people in invented calls said, in the language of the mail: a German mail with English promises would tell nobody how it reads.</summary>
internal sealed record SampleWords(
    string Matter, string Callback, string Bill, string Withheld, string Summary, string Wish, string[] Actions, string Comment, string[] Quotes,
    string Supervisor, string Agent, string Team, string Queue)
{
    private static readonly SampleWords English = new(
        "Charged twice in October",
        "Call back with the date of the refund",
        "Send a corrected bill by post",
        "It speaks of a rule of the house: say what you can do instead, and by when.",
        "The payment of 3 October was taken again on 5 October. The bank confirms both. A refund needs the second reference.",
        "The second payment back before the end of the month",
        ["Asked the bank for the second reference", "Opened refund request 7781"],
        "I have explained this three times now.",
        ["Sam rang when he said he would. That was all I needed.", "I felt listened to."],
        "Supervisor, Billing",
        "Customer Care, Billing",
        "Customer Care",
        "Billing");

    private static readonly SampleWords French = new(
        "Deux prélèvements en octobre",
        "Rappeler avec la date du remboursement",
        "Envoyer une facture corrigée par courrier",
        "Il y est question d’une règle de la maison : dites plutôt ce que vous pouvez faire, et pour quand.",
        "Le paiement du 3 octobre a été prélevé une seconde fois le 5 octobre. La banque confirme les deux. Le remboursement demande la seconde référence.",
        "Le second paiement remboursé avant la fin du mois",
        ["Seconde référence demandée à la banque", "Demande de remboursement 7781 ouverte"],
        "Je l’ai déjà expliqué trois fois.",
        ["Sam a appelé à l’heure dite. C’est tout ce qu’il me fallait.", "J’ai eu le sentiment d’être écoutée."],
        "Responsable, facturation",
        "Service clients, facturation",
        "Service clients",
        "Facturation");

    private static readonly SampleWords German = new(
        "Zwei Abbuchungen im Oktober",
        "Rückruf mit dem Datum der Erstattung",
        "Berichtigte Rechnung per Post schicken",
        "Es ist von einer Regel des Hauses die Rede: Sagen Sie lieber, was Sie tun können, und bis wann.",
        "Die Zahlung vom 3. Oktober wurde am 5. Oktober noch einmal abgebucht. Die Bank bestätigt beide. Für die Erstattung fehlt die zweite Referenz.",
        "Die zweite Zahlung vor Monatsende zurück",
        ["Zweite Referenz bei der Bank erfragt", "Erstattung 7781 beantragt"],
        "Ich habe das jetzt dreimal erklärt.",
        ["Sam hat angerufen, als er es gesagt hatte. Mehr brauchte ich nicht.", "Ich fühlte mich ernst genommen."],
        "Teamleitung Abrechnung",
        "Kundenbetreuung, Abrechnung",
        "Kundenbetreuung",
        "Abrechnung");

    private static readonly SampleWords Spanish = new(
        "Dos cargos en octubre",
        "Llamar con la fecha del reembolso",
        "Enviar por correo una factura corregida",
        "Habla de lo que aquí no se hace: diga mejor qué puede hacer, y para cuándo.",
        "El pago del 3 de octubre se cobró otra vez el 5 de octubre. El banco confirma los dos. Para el reembolso falta la segunda referencia.",
        "Recuperar el segundo pago antes de fin de mes",
        ["Pedida al banco la segunda referencia", "Abierta la solicitud de reembolso 7781"],
        "Ya lo he explicado tres veces.",
        ["Sam llamó cuando dijo que lo haría. No necesitaba más.", "Sentí que me escuchaban."],
        "Responsable de facturación",
        "Atención al cliente, facturación",
        "Atención al cliente",
        "Facturación");

    /// <summary>The words of a language; one that has none is shown with English ones.</summary>
    public static SampleWords In(string? language) => language switch
    {
        "fr" => French,
        "de" => German,
        "es" => Spanish,
        _ => English,
    };
}
