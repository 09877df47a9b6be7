/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/reply_words.h"

#include <string.h>

/* ---- numbers ---- */

static const struct {
    const char *phrase;
    enum sense sense;
    int value;
} numerals[] = {
    { "two", SENSE_NUMBER, 2 }, { "three", SENSE_NUMBER, 3 }, { "four", SENSE_NUMBER, 4 },
    { "five", SENSE_NUMBER, 5 }, { "six", SENSE_NUMBER, 6 }, { "seven", SENSE_NUMBER, 7 },
    { "eight", SENSE_NUMBER, 8 }, { "nine", SENSE_NUMBER, 9 }, { "ten", SENSE_NUMBER, 10 },
    { "eleven", SENSE_NUMBER, 11 }, { "twelve", SENSE_NUMBER, 12 },
    { "thirteen", SENSE_NUMBER, 13 }, { "fourteen", SENSE_NUMBER, 14 },
    { "fifteen", SENSE_NUMBER, 15 }, { "sixteen", SENSE_NUMBER, 16 },
    { "seventeen", SENSE_NUMBER, 17 }, { "eighteen", SENSE_NUMBER, 18 },
    { "nineteen", SENSE_NUMBER, 19 }, { "twenty", SENSE_NUMBER, 20 }, { "dos", SENSE_NUMBER, 2 },
    { "tres", SENSE_NUMBER, 3 }, { "cuatro", SENSE_NUMBER, 4 }, { "cinco", SENSE_NUMBER, 5 },
    { "seis", SENSE_NUMBER, 6 }, { "siete", SENSE_NUMBER, 7 }, { "ocho", SENSE_NUMBER, 8 },
    { "nueve", SENSE_NUMBER, 9 }, { "diez", SENSE_NUMBER, 10 }, { "dois", SENSE_NUMBER, 2 },
    { "quatro", SENSE_NUMBER, 4 }, { "sete", SENSE_NUMBER, 7 }, { "oito", SENSE_NUMBER, 8 },
    { "nove", SENSE_NUMBER, 9 }, { "dez", SENSE_NUMBER, 10 }, { "duas", SENSE_NUMBER, 2 },
    { "numero um", SENSE_NUMBER, 1 }, { "opcao um", SENSE_NUMBER, 1 }, { "one", SENSE_ONE, 1 },
    { "uno", SENSE_ONE, 1 }, { "una", SENSE_ONE, 1 }, { "uma", SENSE_ONE, 1 },

    /* Haitian "de" (two) is a common word elsewhere: only behind "nimewo". */
    { "nimewo en", SENSE_NUMBER, 1 }, { "nimewo de", SENSE_NUMBER, 2 },
    { "nimewo twa", SENSE_NUMBER, 3 }, { "nimewo kat", SENSE_NUMBER, 4 },
    { "nimewo senk", SENSE_NUMBER, 5 },

    { "first", SENSE_ORDINAL, 1 }, { "second", SENSE_ORDINAL, 2 }, { "third", SENSE_ORDINAL, 3 },
    { "fourth", SENSE_ORDINAL, 4 }, { "fifth", SENSE_ORDINAL, 5 }, { "sixth", SENSE_ORDINAL, 6 },
    { "seventh", SENSE_ORDINAL, 7 }, { "eighth", SENSE_ORDINAL, 8 }, { "ninth", SENSE_ORDINAL, 9 },
    { "tenth", SENSE_ORDINAL, 10 }, { "primero", SENSE_ORDINAL, 1 },
    { "segundo", SENSE_ORDINAL, 2 }, { "tercero", SENSE_ORDINAL, 3 },
    { "cuarto", SENSE_ORDINAL, 4 }, { "quinto", SENSE_ORDINAL, 5 }, { "sexto", SENSE_ORDINAL, 6 },
    { "septimo", SENSE_ORDINAL, 7 }, { "octavo", SENSE_ORDINAL, 8 }, { "noveno", SENSE_ORDINAL, 9 },
    { "decimo", SENSE_ORDINAL, 10 }, { "primera", SENSE_ORDINAL, 1 },
    { "segunda", SENSE_ORDINAL, 2 }, { "tercera", SENSE_ORDINAL, 3 },
    { "cuarta", SENSE_ORDINAL, 4 }, { "quinta", SENSE_ORDINAL, 5 }, { "sexta", SENSE_ORDINAL, 6 },
    { "septima", SENSE_ORDINAL, 7 }, { "octava", SENSE_ORDINAL, 8 }, { "novena", SENSE_ORDINAL, 9 },
    { "decima", SENSE_ORDINAL, 10 }, { "primeiro", SENSE_ORDINAL, 1 },
    { "terceiro", SENSE_ORDINAL, 3 }, { "quarto", SENSE_ORDINAL, 4 },
    { "primeira", SENSE_ORDINAL, 1 }, { "terceira", SENSE_ORDINAL, 3 },
    { "quarta", SENSE_ORDINAL, 4 }, { "primer", SENSE_ORDINAL, 1 }, { "tercer", SENSE_ORDINAL, 3 },
    { "top one", SENSE_ORDINAL, 1 }, { "a primeira", SENSE_ORDINAL, 1 },
    { "a segunda", SENSE_ORDINAL, 2 }, { "a terceira", SENSE_ORDINAL, 3 },
    { "a quarta", SENSE_ORDINAL, 4 }, { "a quinta", SENSE_ORDINAL, 5 },

    { "first two", SENSE_FIRST_FEW, 2 }, { "first 2", SENSE_FIRST_FEW, 2 },
    { "top two", SENSE_FIRST_FEW, 2 }, { "top 2", SENSE_FIRST_FEW, 2 },
    { "first three", SENSE_FIRST_FEW, 3 }, { "first 3", SENSE_FIRST_FEW, 3 },
    { "top three", SENSE_FIRST_FEW, 3 }, { "top 3", SENSE_FIRST_FEW, 3 },
    { "los dos primeros", SENSE_FIRST_FEW, 2 }, { "las dos primeras", SENSE_FIRST_FEW, 2 },
    { "los primeros dos", SENSE_FIRST_FEW, 2 }, { "las primeras dos", SENSE_FIRST_FEW, 2 },
    { "los tres primeros", SENSE_FIRST_FEW, 3 }, { "las tres primeras", SENSE_FIRST_FEW, 3 },
    { "los primeros tres", SENSE_FIRST_FEW, 3 }, { "las primeras tres", SENSE_FIRST_FEW, 3 },

    /* "um" is Portuguese for one, and what people say while they think. */
    { "um", SENSE_SLIP, 1 }, { "won", SENSE_SLIP, 1 }, { "to", SENSE_SLIP, 2 },
    { "too", SENSE_TOO, 2 }, { "tow", SENSE_SLIP, 2 }, { "thre", SENSE_SLIP, 3 },
    { "tree", SENSE_SLIP, 3 }, { "for", SENSE_SLIP, 4 }, { "fore", SENSE_SLIP, 4 },
};

/* What makes a number an ordinal when it stands right behind it: "2nd", "3ra". */
static const char *const ordinal_endings[] = {
    "st", "nd", "rd", "th", "ro", "ra", "er", "do", "da", "to", "ta", "o", "a", NULL,
};

/* ---- several, more, none ---- */

static const char *const last_words[] = {
    "last", "bottom one", "bottom", "ultimo", "ultima", NULL,
};

static const char *const all_words[] = {
    "all", "all of them", "all of these", "all of those", "all of the above", "all the above",
    "them all", "every one of them", "todos", "todas", "todos ellos", "todas ellas", "todos eles",
    "todas elas", NULL,
};

static const char *const both_words[] = {
    "both", "both of them", "both of these", "both of those", "the two", "ambos", "ambas",
    "los dos", "las dos", "los 2", "las 2", "os dois", "as duas", "os 2", "as 2", NULL,
};

static const char *const pointing_words[] = {
    "one of them", "one of these", "one of those", "of them", "of these", "of those", "that one",
    "this one", "the one", "any one", "any", "any of them", "any of these", "whichever", "whatever",
    "same", "you pick", "you choose", "cualquiera", "qualquer", "qualquer um", "ese", "esa", "esse",
    "essa", "los", "las", "os", "either one", "either of them", "either of these", NULL,
};

static const char *const more_words[] = {
    "more", "moar", "next", "next page", "others", "the others", "other ones", "the other ones",
    "other options", "other choices", "other resources", "other ideas", "the rest", "see the rest",
    "more options", "more choices", "more resources", "more of them", "some more", "a few more",
    "one more", "another", "another one", "different ones", "show more", "show me more",
    "send more", "send me more", "give me more", "see more", "any others", "any other",
    "any other ones", "any other options", "any other choices", "any other resources",
    "any other ideas", "any more", "any more options", "any more of these", "anything else",
    "something else", "something different", "what else", "what else is there",
    "what else do you have", "what else do u have", "what else have you got", "what else you got",
    "what other options are there", "what are the others", "what are the other options",
    "what are my other options", "is there more", "is there any more", "is there anything else",
    "are there more", "are there others", "are there any others", "are there any more",
    "are there other options", "are there more options", "are there any other options",
    "do you have more", "do you have others", "do you have any others", "do you have any more",
    "do you have anything else", "do you have other options", "do you have more options",
    "do u have more", "do u have anything else", "do u have any others", "got more", "got any more",
    "got any others", "got anything else", "you got anything else", "you got any others",
    "have anything else", "have any others", "mas", "mas opciones", "hay mas", "hay mas opciones",
    "hay otros", "hay otras", "hay otras opciones", "hay algo mas", "otros", "otras", "otro",
    "otra", "otras opciones", "algo mas", "que mas", "que mas hay", "que mas tienes",
    "que mas tiene", "tienes mas", "tiene mas", "tienen mas", "tienes otras", "tienes otros",
    "ver mas", "siguiente", "siguientes", "los demas", "las demas", "quiero mas", "quiero ver mas",
    "mais", "mais opcoes", "tem mais", "tem mais opcoes", "ha mais", "outros", "outras",
    "outras opcoes", "algo mais", "que mais", "o que mais", "o que mais tem", "tem outros",
    "tem outras", "tem outras opcoes", "ver mais", "proximo", "proxima", "os outros", "as outras",
    "quero mais", "quero ver mais", NULL,
};

static const char *const none_words[] = {
    "none", "none of these", "none of those", "none of them", "none of the above", "none of this",
    "not any of these", "not any of them", "neither", "neither one", "neither of them",
    "neither of these", "neither of those", "no thanks", "no thank you", "no thank u", "no thx",
    "no ty", "not interested", "im not interested", "not for me", "not my thing", "nothing",
    "nothing fits", "nothing here fits", "nothing for me", "nothing here for me", "i dont want any",
    "i dont want any of these", "i dont want any of them", "dont want any",
    "dont want any of these", "i dont like any", "i dont like any of these",
    "i dont like any of them", "dont like any of these", "these dont fit", "they dont fit",
    "these arent for me", "these are not for me", "ninguno", "ninguna", "ninguno de estos",
    "ninguna de estas", "ninguno de esos", "ninguna de esas", "ninguno de ellos",
    "ninguna de ellas", "ninguno me sirve", "ninguna me sirve", "ninguno me gusta",
    "ninguna me gusta", "no me interesa", "no me interesan", "no quiero ninguno",
    "no quiero ninguna", "no me sirve ninguno", "no me sirve ninguna", "no gracias", "nada",
    "nada de esto", "nenhum", "nenhuma", "nenhum desses", "nenhum destes", "nenhuma dessas",
    "nenhuma destas", "nenhum deles", "nenhuma delas", "nenhum serve", "nenhuma serve",
    "nao quero nenhum", "nao quero nenhuma", "nao obrigado", "nao obrigada", "nao me interessa",
    NULL,
};

/* ---- beside a choice ---- */

static const char *const filler_words[] = {
    "the", "i", "id", "ill", "i will", "i would", "want", "i want", "wanna", "want to", "id like",
    "would like", "like to", "love to", "try", "trying", "pick", "picking", "choose", "choosing",
    "chose", "select", "prefer", "go", "go with", "go for", "going with", "going for",
    "im going with", "im gonna go with", "lets", "lets do", "lets try", "lets go with", "let me",
    "let me try", "let us", "ill do", "id do", "i want to do", "do the", "ill have", "id have",
    "can i", "could i", "may i", "can we", "could we", "can i have", "could i have", "can i get",
    "could i get", "id like to have", "can i do", "can i try", "give me", "gimme", "send me",
    "show me", "for me", "for now", "for sure", "from the list", "on the list", "call", "text",
    "then", "so", "just", "hi", "hey", "hello", "well", "hmm", "oh", "really", "definitely", "good",
    "great", "fine", "perfect", "nice", "cool", "awesome", "right", "my choice is", "my pick is",
    "my answer is", "answer", "fit", "fits", "fit me", "fits me", "suit me", "suits me",
    "right for me", "feel right", "feels right", "what i need", "sound right", "sound good", "work",
    "work for me", "speak to me", "el", "la", "me quedo con", "quiero", "quisiera", "prefiero",
    "elijo", "escojo", "me gusta", "me gustaria", "me interesa", "voy a", "voy con", "probar",
    "tomar", "llamar", "para mi", "dame", "deme", "mandame", "hola", "pues", "entonces", "quero",
    "queria", "gostaria", "eu", "escolho", "prefiro", "vou", "vou de", "vou com", "fico com",
    "me da", "manda", "ola", "oi", "para mim", "pra mim", "tentar", "will try", "i like", "ill use",
    "id use", "ill take", "i will take", "id take", "lets take", "can i take", "gonna try",
    "gonna go with", "im gonna try", "im going to try", "i am going to try", "im going to go with",
    "go to", "quero a", "prefiro a", "escolho a", "id like to", "id like to do", "would like to",
    "i would like to", "i want to", "i want to try", "i wanna", "wanna try", "id love to", "i need",
    "fico com a", "fico com o", "vou com a", "vou com o", "gosto da", "gosto do", "me interessa a",
    "me interessa o", "quero o", NULL,
};

static const char *const after_words[] = {
    "is", "it is", "is good", "is fine", "is great", "is best", "is ok", "is perfect", "is nice",
    "is the one", "is the best", "is my choice", "is my pick", "works", "works for me",
    "works best", "would work", "would be good", "would be great", "would be best", "would be nice",
    "looks good", "looks great", "looks best", "looks right", "looks ok", "looks nice",
    "seems good", "seems best", "seems right", "seems ok", "seems nice", "sounds best",
    "sounds right", "sounds nice", "sounds ok", "sounds better", "sounds interesting", "best",
    "better", "now", "right now", "today", "esta bien", "me parece bien", "suena bien",
    "parece bien", "es mejor", "e melhor", "parece bom", "parece boa", NULL,
};

static const char *const polite_words[] = {
    "please", "pls", "plz", "plse", "pleas", "please and thank you", "pretty please", "kindly",
    "por favor", "porfavor", "porfa", "porfis", "pfv", "se faz favor", NULL,
};

static const char *const thanks_words[] = {
    "thanks", "thank you", "thank u", "thx", "thnx", "tnx", "ty", "tysm", "tks", "so much",
    "very much", "a lot", "thanks so much", "thank you so much", "many thanks", "gracias",
    "muchas gracias", "mil gracias", "obrigado", "obrigada", "muito obrigado", "muito obrigada",
    "obg", NULL,
};

static const char *const mark_words[] = {
    "option", "options", "opt", "number", "num", "nr", "choice", "item", "#", "choice number",
    "option number", "numero", "opcion", "opcao", "nimewo", "la opcion", "la numero", "el numero",
    "o numero", "a opcao", "a numero", NULL,
};

static const char *const yes_words[] = {
    "yes", "yeah", "yea", "yep", "yup", "ya", "yah", "yess", "ok", "okay", "okey", "okie", "k",
    "kk", "sure", "sounds good", "sounds great", "that sounds good", "that works", "of course",
    "alright", "all right", "\U0001F44D", "si", "claro", "vale", "bueno", "sim", "ta bom",
    "tudo bem", "certo", NULL,
};

static const char *const no_words[] = {
    "no", "nope", "nah", "naw", "nao", NULL,
};

static const char *const fine_words[] = {
    "im ok", "im okay", "im good", "im fine", "im alright", "im all set", "i am ok", "i am good",
    "i am fine", "estoy bien", "to bem", "estou bem", NULL,
};

/* ---- between choices and against them ---- */

static const char *const and_words[] = {
    "and", "&", "n", "e", "and the", "and then", NULL,
};

static const char *const y_words[] = {
    "y", NULL,
};

static const char *const or_words[] = {
    "or", "/", "ou", "versus", "vs", NULL,
};

static const char *const o_words[] = {
    "o", NULL,
};

static const char *const also_words[] = {
    "also", "and also", "plus", "as well", "as well as", "add", "tambien", "tambem", "ademas",
    "y tambien", "e tambem", NULL,
};

static const char *const hedge_words[] = {
    "maybe", "perhaps", "possibly", "probably", "prob", "probs", "prolly", "might", "idk", "dunno",
    "i dont know", "dont know", "i do not know", "not sure", "im not sure", "unsure", "i think",
    "think", "i guess", "guess", "kinda", "kind of", "sort of", "i suppose", "suppose", "either",
    "leaning", "leaning towards", "leaning to", "how about", "what about", "torn between",
    "between", "quizas", "quiza", "tal vez", "talvez", "a lo mejor", "no se", "no lo se", "creo",
    "creo que", "puede ser", "no estoy seguro", "no estoy segura", "acho", "acho que", "nao sei",
    "pode ser", "pode ser a", "pode ser o", "acho que a", "acho que o", NULL,
};

static const char *const not_words[] = {
    "not", "not the", "but not", "except", "except for", "anything but", "everything but",
    "all but", "dont", "do not", "dont want", "i dont want", "i dont like", "i do not want", "wont",
    "cant do", "no quiero", "no me gusta", "menos", "excepto", "nao quero", "nao gosto", NULL,
};

static const char *const correction_words[] = {
    "sorry", "oops", "whoops", "i meant", "meant", "i mean", "meant to say", "i meant to say",
    "actually", "instead", "wait", "no wait", "change to", "change it to", "change that to",
    "switch to", "changed my mind", "i changed my mind", "make it", "make that", "rather",
    "correction", "my bad", "my mistake", "scratch that", "perdon", "quise decir", "queria decir",
    "mejor", "en vez", "disculpa", "lo siento", "me equivoque", "desculpa", "desculpe",
    "quis dizer", "queria dizer", "na verdade", "perdao", "errei", "melhor", NULL,
};

static const char *const but_words[] = {
    "but", "however", "though", "although", "pero", "porem", NULL,
};

static const char *const past_words[] = {
    "already", "tried", "called", "texted", "used", "hung", "hated", "hate", "never", "didnt",
    "couldnt", "wasnt", "ya llame", "ya probe", "llame", "ja liguei", "ja", "liguei", "tentei",
    NULL,
};

/* ---- against misreading ---- */

/* Made of words above, and none of them a reply. */
static const char *const other_words[] = {
    "a second", "one second", "1 second", "just a second", "un segundo", "um segundo", "one minute",
    "one moment", "good one", "no one", "not one", "only one", "one day", "one time", "one thing",
    "me too", "me to", "first of all", "at first", "at last", "all good", "all ok", "all fine",
    "all set", "all great", "at all", "no more", "not more", "nothing more", "nothing else",
    "nothing good", "nothing right", "nothing works", "nothing will work", "nothing work",
    "no good", "no mas", "ya no mas", "nada mas", "nada bien", "nao mais", "nada mais", "nunca mas",
    "nunca mais", "text back", "call back", "no hay mas", "no hay otra", "i 2", "i two", "i too",
    "i to", NULL,
};

/* Wide on purpose: it costs no more than one automatic text. */
static const char *const danger_words[] = {
    "kill", "killing", "kms", "suicide", "suicidal", "unalive", "die", "dying", "dead", "death",
    "end it", "end it all", "ending it", "end my life", "hurt myself", "hurting myself",
    "harm myself", "cut myself", "cutting", "overdose", "overdosed", "od", "oding", "pills", "gun",
    "knife", "razor", "noose", "bridge", "jump", "hang myself", "hanging myself", "self harm",
    "bleeding", "goodbye", "good bye", "no point", "no reason to live", "not worth", "worthless",
    "hopeless", "no hope", "give up", "giving up", "rape", "raped", "hits me", "hit me", "beats me",
    "hurting me", "hurts me", "cant do this", "cant do it anymore", "cant go on", "cant take",
    "cant cope", "cant anymore", "cant live", "cant keep", "cannot go on", "can not go on",
    "cannot do this", "cannot take", "dont want to live", "dont want to be here",
    "dont wanna be here", "dont wanna live", "want to disappear", "matar", "matarme", "morir",
    "morirme", "muerto", "muerta", "suicidio", "suicidarme", "cortarme", "pastillas", "pistola",
    "no puedo mas", "ya no puedo", "no aguanto", "ya no aguanto", "no quiero vivir",
    "quitarme la vida", "me pega", "adios", "me matar", "morrer", "morto", "morta", "suicidar",
    "me cortar", "comprimidos", "faca", "nao aguento", "nao aguento mais", "nao consigo mais",
    "nao quero viver", "me bate", "adeus", NULL,
};

static const struct {
    enum sense sense;
    const char *const *phrases;
} vocabulary[] = {
    { SENSE_LAST, last_words },
    { SENSE_ALL, all_words },
    { SENSE_BOTH, both_words },
    { SENSE_POINTING, pointing_words },
    { SENSE_MORE, more_words },
    { SENSE_NONE, none_words },
    { SENSE_FILLER, filler_words },
    { SENSE_AFTER, after_words },
    { SENSE_POLITE, polite_words },
    { SENSE_THANKS, thanks_words },
    { SENSE_MARK, mark_words },
    { SENSE_YES, yes_words },
    { SENSE_NO, no_words },
    { SENSE_FINE, fine_words },
    { SENSE_AND, and_words },
    { SENSE_Y, y_words },
    { SENSE_OR, or_words },
    { SENSE_O, o_words },
    { SENSE_ALSO, also_words },
    { SENSE_HEDGE, hedge_words },
    { SENSE_NOT, not_words },
    { SENSE_CORRECTION, correction_words },
    { SENSE_BUT, but_words },
    { SENSE_PAST, past_words },
    { SENSE_OTHER, other_words },
    { SENSE_DANGER, danger_words },
};

/* "2", "02", "2nd"; three digits and more are a year, a code or a line's name. */
static struct reply_word digits_read(const char *s)
{
    size_t len = strspn(s, "0123456789");
    struct reply_word number = { .sense = SENSE_NUMBER, .words = 1 };

    if (!len || len > 2) return (struct reply_word){ .words = 1 };
    for (size_t i = 0; i < len; i++) number.value = number.value * 10 + (s[i] - '0');
    if (!s[len]) return number;
    number.sense = SENSE_ORDINAL;
    for (size_t i = 0; ordinal_endings[i]; i++)
        if (strcmp(s + len, ordinal_endings[i]) == 0) return number;
    return (struct reply_word){ .words = 1 };
}

/* How many words the longest of `phrases` takes at words[at]; 0: none of them is there. */
static size_t phrases_match(const char *const *phrases, const struct words *words, size_t at)
{
    size_t longest = 0;

    for (; *phrases; phrases++) {
        size_t count = words_match(words, at, *phrases);

        if (count > longest) longest = count;
    }
    return longest;
}

struct reply_word reply_word_read(const struct words *words, size_t at)
{
    struct reply_word best = { .words = 0 };

    for (size_t i = 0; i < sizeof vocabulary / sizeof vocabulary[0]; i++) {
        size_t count = phrases_match(vocabulary[i].phrases, words, at);

        if (count > best.words) best = (struct reply_word){ vocabulary[i].sense, 0, count };
    }
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
        size_t count = words_match(words, at, numerals[i].phrase);

        if (count <= best.words) continue;
        best = (struct reply_word){ numerals[i].sense, numerals[i].value, count };
    }
    return best.words ? best : digits_read(words->word[at].s);
}
